package dev.lateen.testkit;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// The first bytes of TLS clients, as the JDK sends them.
public final class ClientHellos {

    private ClientHellos() {}

    public static byte[] asking(String serverName) {
        return hello(List.of(new SNIHostName(serverName)));
    }

    public static byte[] withoutServerName() {
        return hello(List.of());
    }

    /// The same handshake message in records of at most `size` bytes each.
    public static byte[] inRecordsOf(int size, byte[] hello) {
        int length = hello.length - 5;
        int records = Math.ceilDiv(length, size);
        var out = ByteBuffer.allocate(length + 5 * records);
        for (int i = 0; i < records; i++) {
            int part = Math.min(size, length - i * size);
            out.put(hello, 0, 3).putShort((short) part).put(hello, 5 + i * size, part);
        }
        return out.array();
    }

    private static byte[] hello(List<SNIHostName> names) {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            var parameters = engine.getSSLParameters();
            parameters.setServerNames(List.copyOf(names));
            engine.setSSLParameters(parameters);
            var out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            return Arrays.copyOf(out.array(), out.position());
        } catch (NoSuchAlgorithmException | SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}

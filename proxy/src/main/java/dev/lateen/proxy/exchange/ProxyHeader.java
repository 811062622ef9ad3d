package dev.lateen.proxy.exchange;

import dev.lateen.proxy.telemetry.FinishedExchange;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.TcpSettings.ProxyProtocol;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a connection begins with that tells the endpoint who the client is: HAProxy's PROXY protocol. A connection with
/// one belongs to that client alone.
final class ProxyHeader {

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int LONGEST = SIGNATURE.length + 4 + 2 * 16 + 2 * 2;
    /// The second version, the address of a client, or none.
    private static final byte OF_CLIENT = 0x21;
    private static final byte OF_NOBODY = 0x20;

    private static final byte TCP4 = 0x11;
    private static final byte TCP6 = 0x21;
    private static final int IPV4_BYTES = 4;

    private ProxyHeader() {}

    /// Null when the cluster's endpoints expect none.
    static byte @Nullable [] of(Cluster cluster, FinishedExchange exchange) {
        var tcp = cluster.tcp();
        var version = tcp == null ? null : tcp.proxyProtocol();
        return version == null
                ? null
                : of(version, exchange.downstreamRemoteAddress(), exchange.downstreamLocalAddress());
    }

    /// Names nobody when an address is not known, or they are not of the same family.
    ///
    /// @param client who has connected
    /// @param server where
    static byte[] of(ProxyProtocol version, @Nullable SocketAddress client, @Nullable SocketAddress server) {
        if (client instanceof InetSocketAddress from
                && server instanceof InetSocketAddress to
                && bytes(from).length > 0
                && bytes(from).length == bytes(to).length) {
            return switch (version) {
                case V1 -> line(from, to);
                case V2 -> block(from, to);
            };
        }
        return switch (version) {
            case V1 -> ascii("PROXY UNKNOWN\r\n");
            case V2 -> nobody();
        };
    }

    private static byte[] line(InetSocketAddress client, InetSocketAddress server) {
        return ascii("PROXY %s %s %s %d %d\r\n"
                .formatted(
                        bytes(client).length == IPV4_BYTES ? "TCP4" : "TCP6",
                        NetUtil.toAddressString(client.getAddress()),
                        NetUtil.toAddressString(server.getAddress()),
                        client.getPort(),
                        server.getPort()));
    }

    private static byte[] block(InetSocketAddress client, InetSocketAddress server) {
        byte[] from = bytes(client);
        byte[] to = bytes(server);
        var out = ByteBuffer.allocate(LONGEST)
                .put(SIGNATURE)
                .put(OF_CLIENT)
                .put(from.length == IPV4_BYTES ? TCP4 : TCP6)
                .putShort((short) (2 * from.length + 2 * Short.BYTES))
                .put(from)
                .put(to)
                .putShort((short) client.getPort())
                .putShort((short) server.getPort());
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] nobody() {
        return ByteBuffer.allocate(SIGNATURE.length + 4)
                .put(SIGNATURE)
                .put(OF_NOBODY)
                .array();
    }

    private static byte[] bytes(InetSocketAddress address) {
        return address.getAddress() == null ? new byte[0] : address.getAddress().getAddress();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

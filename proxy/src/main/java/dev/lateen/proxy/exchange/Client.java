package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.tls.TlsPeer;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of a downstream connection; looked at once per connection.
///
/// @param text the address without port, for headers
/// @param internal whether the address is loopback, private or link-local
/// @param tls what the handshake told; null without TLS
public record Client(
        byte[] text,
        boolean loopback,
        boolean internal,
        @Nullable SocketAddress local,
        @Nullable SocketAddress remote,
        @Nullable TlsPeer tls) {

    public static Client of(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
        return of(local, remote, null);
    }

    public static Client of(@Nullable SocketAddress local, @Nullable SocketAddress remote, @Nullable TlsPeer tls) {
        if (!(remote instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return new Client(Bytes.of("unknown"), false, false, local, remote, tls);
        }
        var ip = inet.getAddress();
        boolean internal =
                ip.isLoopbackAddress() || ip.isSiteLocalAddress() || ip.isLinkLocalAddress() || isUniqueLocal(ip);
        return new Client(Bytes.of(NetUtil.toAddressString(ip)), ip.isLoopbackAddress(), internal, local, remote, tls);
    }

    private static boolean isUniqueLocal(InetAddress address) {
        return !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xfe) == 0xfc;
    }
}

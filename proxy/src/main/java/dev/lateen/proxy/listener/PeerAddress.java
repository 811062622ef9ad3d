package dev.lateen.proxy.listener;

import dev.lateen.proxy.http1.Bytes;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A client's address, looked at once per connection.
record PeerAddress(byte[] text, boolean loopback, boolean internal) {

    static PeerAddress of(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return new PeerAddress(Bytes.of("unknown"), false, false);
        }
        var ip = inet.getAddress();
        boolean internal =
                ip.isLoopbackAddress() || ip.isSiteLocalAddress() || ip.isLinkLocalAddress() || isUniqueLocal(ip);
        return new PeerAddress(Bytes.of(NetUtil.toAddressString(ip)), ip.isLoopbackAddress(), internal);
    }

    private static boolean isUniqueLocal(InetAddress address) {
        return !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xfe) == 0xfc;
    }
}

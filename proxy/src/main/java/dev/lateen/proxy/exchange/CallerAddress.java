package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeaderId;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.route.RequestHead;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;

/// The address that a request comes from: the peer's, or at a gateway behind trusted proxies the one that the outermost
/// of them saw.
final class CallerAddress {

    private CallerAddress() {}

    static byte[] of(Exchange exchange) {
        byte[] peer = exchange.downstream.client().text();
        int trusted = exchange.kind == Listener.Kind.GATEWAY
                ? exchange.worker.config().trustedProxies()
                : 0;
        return trusted == 0 ? peer : behind(exchange.head, trusted, peer);
    }

    /// The entry so many places in front of the peer; the peer itself when that is no address, as in Envoy.
    private static byte[] behind(RequestHeadBuffer head, int trusted, byte[] peer) {
        int left = trusted;
        for (int i = head.headerCount() - 1; i >= 0; i--) {
            if (head.headerId(i) == HeaderId.FORWARDED_FOR) {
                long value = head.headerValue(i);
                int length = RequestHead.length(value);
                var entries = new String(head.bytes(), RequestHead.start(value), length, StandardCharsets.ISO_8859_1)
                        .split(",", -1);
                if (entries.length >= left) {
                    var entry = entries[entries.length - left].strip();
                    return isAddress(entry) ? Bytes.of(entry) : peer;
                }
                left -= entries.length;
            }
        }
        return peer;
    }

    private static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }
}

package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.route.RequestHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Fields that both access log formats share.
final class LogFields {

    private static final byte[] USER_AGENT = "user-agent".getBytes(StandardCharsets.US_ASCII);
    private static final ResponseFlag[] FLAGS = ResponseFlag.values();

    private LogFields() {}

    /// `UF,URX`, or `-` for none.
    static void flags(LineBuffer line, int flags) {
        if (flags == 0) {
            line.put('-');
            return;
        }
        boolean first = true;
        for (var flag : FLAGS) {
            if ((flags & flag.bit()) != 0) {
                if (!first) {
                    line.put(',');
                }
                line.ascii(flag.name());
                first = false;
            }
        }
    }

    static String flags(int flags) {
        var line = new LineBuffer();
        flags(line, flags);
        return line.toString();
    }

    /// The first `user-agent` header's value.
    static long userAgent(@Nullable RequestHead head) {
        if (head == null) {
            return RequestHead.ABSENT;
        }
        for (int i = 0, n = head.headerCount(); i < n; i++) {
            if (isNamed(head.bytes(), head.headerName(i), USER_AGENT)) {
                return head.headerValue(i);
            }
        }
        return RequestHead.ABSENT;
    }

    /// The address the request went to, else the endpoint that was picked.
    static boolean upstreamHost(LineBuffer line, FinishedExchange exchange) {
        var remote = LineBuffer.inet(exchange.upstreamRemoteAddress());
        if (remote != null) {
            line.address(remote);
            return true;
        }
        var endpoint = exchange.endpoint();
        if (endpoint == null) {
            return false;
        }
        line.token(endpoint.address()).put(':').number(endpoint.port());
        return true;
    }

    private static boolean isNamed(byte[] bytes, long range, byte[] lowerCaseName) {
        if (RequestHead.length(range) != lowerCaseName.length) {
            return false;
        }
        int start = RequestHead.start(range);
        for (int i = 0; i < lowerCaseName.length; i++) {
            int b = bytes[start + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCaseName[i]) {
                return false;
            }
        }
        return true;
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.upstream.UpstreamFailure;

/// Whether a request may be sent once more to the endpoint that may have seen it.
final class Repeatable {

    private static final byte[][] IDEMPOTENT = {
        Bytes.of("GET"), Bytes.of("HEAD"), Bytes.of("PUT"), Bytes.of("DELETE"), Bytes.of("OPTIONS"), Bytes.of("TRACE")
    };

    private Repeatable() {}

    /// After a connection that had idled in the pool ended before a byte of the answer. What may have reached an
    /// application is repeated only if that is the same.
    static boolean afterStale(UpstreamFailure failure, boolean idempotent) {
        return failure.kind() == UpstreamFailure.Kind.CLOSED
                && failure.reused()
                && !failure.answered()
                && (idempotent || !failure.sent());
    }

    /// RFC 9110 section 9.2.2.
    static boolean isIdempotent(RequestHeadBuffer head) {
        for (var method : IDEMPOTENT) {
            if (head.isMethod(method)) {
                return true;
            }
        }
        return false;
    }
}

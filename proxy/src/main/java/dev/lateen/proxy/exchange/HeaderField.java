package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.route.RequestHead;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `%REQ(name)%` or `%RESP(name)%`. In rules for the request it is the head as edited so far. In rules for the response
/// the request is the one that the client sent, but for the `x-request-id` and `x-forwarded-for` it went on with.
///
/// @param ofResponse whether it is a header of the answer
/// @param name in lower case; with a colon in front one of the request's or answer's own fields
record HeaderField(boolean ofResponse, String name, byte[] lowerName) {

    static HeaderField of(String name, boolean ofResponse) {
        var lower = name.toLowerCase(Locale.ROOT);
        var known = !ofResponse && lower.equals("host") ? ":authority" : lower;
        return new HeaderField(ofResponse, known, Bytes.of(known));
    }

    /// @param response whether the head in `splice` is that of the answer
    byte @Nullable [] value(HeadSplice splice, Exchange exchange, boolean response) {
        if (ofResponse) {
            return response ? ofAnswer(splice, exchange) : null;
        }
        if (name.startsWith(":")) {
            return pseudo(exchange.head);
        }
        return response ? received(exchange) : splice.value(lowerName);
    }

    private byte @Nullable [] ofAnswer(HeadSplice splice, Exchange exchange) {
        return name.equals(":status") ? Bytes.of(Integer.toString(exchange.outcome.status)) : splice.value(lowerName);
    }

    private byte @Nullable [] pseudo(RequestHeadBuffer head) {
        return switch (name) {
            case ":method" -> copy(head, head.method());
            case ":scheme" -> copy(head, head.scheme());
            case ":authority" -> copy(head, head.authority());
            case ":path" -> pathAndQuery(head);
            default -> null;
        };
    }

    private static byte[] pathAndQuery(RequestHeadBuffer head) {
        var path = copy(head, head.path());
        if (head.query() == RequestHead.ABSENT) {
            return path;
        }
        var query = copy(head, head.query());
        var both = Arrays.copyOf(path, path.length + 1 + query.length);
        both[path.length] = '?';
        System.arraycopy(query, 0, both, path.length + 1, query.length);
        return both;
    }

    private byte @Nullable [] received(Exchange exchange) {
        long forwarded = switch (name) {
            case "x-request-id" -> exchange.outcome.requestId;
            case "x-forwarded-for" -> exchange.outcome.forwardedFor;
            default -> RequestHead.ABSENT;
        };
        long given = forwarded == RequestHead.ABSENT ? find(exchange.head, lowerName) : forwarded;
        return given == RequestHead.ABSENT ? null : copy(exchange.head, given);
    }

    /// The value of the first header with this name; [RequestHead#ABSENT] when there is none.
    static long find(RequestHeadBuffer head, byte[] lowerName) {
        for (int i = 0; i < head.headerCount(); i++) {
            long given = head.headerName(i);
            if (Bytes.equalsIgnoreCase(lowerName, head.bytes(), RequestHead.start(given), RequestHead.end(given))) {
                return head.headerValue(i);
            }
        }
        return RequestHead.ABSENT;
    }

    private static byte[] copy(RequestHeadBuffer head, long range) {
        return Arrays.copyOfRange(head.bytes(), RequestHead.start(range), RequestHead.end(range));
    }
}

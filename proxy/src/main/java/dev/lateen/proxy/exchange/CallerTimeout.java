package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeaderId;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.route.RequestHead;

/// `x-envoy-upstream-rq-timeout-ms`: a caller's own timeout in place of the route's, 0 for none. A gateway believes it
/// only of callers inside; whoever is asked next does not get it.
final class CallerTimeout {

    static final byte[] NAME = Bytes.of("x-envoy-upstream-rq-timeout-ms");

    private static final int MOST_DIGITS = 9;

    private CallerTimeout() {}

    /// @param ofRoute what holds unless the caller says something else, that is: a number
    static long millis(Exchange exchange, long ofRoute) {
        var head = exchange.head;
        if (head.indexOf(HeaderId.ENVOY_OTHER) < 0
                || (exchange.kind == Listener.Kind.GATEWAY && !exchange.isInside())) {
            return ofRoute;
        }
        for (int i = 0; i < head.headerCount(); i++) {
            long name = head.headerName(i);
            if (Bytes.equalsIgnoreCase(NAME, head.bytes(), RequestHead.start(name), RequestHead.end(name))) {
                return number(head, head.headerValue(i), ofRoute);
            }
        }
        return ofRoute;
    }

    private static long number(RequestHeadBuffer head, long value, long otherwise) {
        int length = RequestHead.length(value);
        if (length == 0 || length > MOST_DIGITS) {
            return otherwise;
        }
        long number = 0;
        for (int i = RequestHead.start(value); i < RequestHead.end(value); i++) {
            int digit = head.bytes()[i] - '0';
            if (digit < 0 || digit > 9) {
                return otherwise;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.route.RequestHead;
import java.util.Arrays;

/// Cookies of a request, on the bytes as sent (RFC 6265 section 4.2.1).
final class Cookies {

    private Cookies() {}

    /// Range of the value of the first cookie of that name, without quotes; [RequestHead#ABSENT] without one.
    static long find(RequestHeadBuffer head, byte[] name) {
        for (int i = 0; i < head.headerCount(); i++) {
            long given = head.headerName(i);
            if (Bytes.equalsIgnoreCase(Names.COOKIE, head.bytes(), RequestHead.start(given), RequestHead.end(given))) {
                long found = find(head.bytes(), head.headerValue(i), name);
                if (found != RequestHead.ABSENT) {
                    return found;
                }
            }
        }
        return RequestHead.ABSENT;
    }

    private static long find(byte[] bytes, long header, byte[] name) {
        int end = RequestHead.end(header);
        for (int from = RequestHead.start(header); from < end; ) {
            int to = indexOf(bytes, ';', from, end);
            while (from < to && bytes[from] == ' ') {
                from++;
            }
            int equals = indexOf(bytes, '=', from, to);
            if (equals < to && Arrays.equals(bytes, from, equals, name, 0, name.length)) {
                return value(bytes, equals + 1, to);
            }
            from = to + 1;
        }
        return RequestHead.ABSENT;
    }

    private static long value(byte[] bytes, int start, int end) {
        int last = end;
        while (last > start && bytes[last - 1] == ' ') {
            last--;
        }
        boolean quoted = last - start >= 2 && bytes[start] == '"' && bytes[last - 1] == '"';
        return quoted ? RequestHead.range(start + 1, last - 1) : RequestHead.range(start, last);
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }
}

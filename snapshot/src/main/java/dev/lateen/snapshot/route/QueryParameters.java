package dev.lateen.snapshot.route;

import java.util.Arrays;

/// Parameters of a request's query, on the bytes as sent: nothing is percent-decoded, as in Envoy.
public final class QueryParameters {

    private QueryParameters() {}

    /// Range of the value of the first parameter of that name, empty for `?key`; [RequestHead#ABSENT] without one.
    public static long find(RequestHead head, byte[] name) {
        long query = head.query();
        if (query == RequestHead.ABSENT) {
            return RequestHead.ABSENT;
        }
        var bytes = head.bytes();
        int end = RequestHead.end(query);
        for (int from = RequestHead.start(query); from < end; ) {
            int to = indexOf(bytes, '&', from, end);
            int nameEnd = indexOf(bytes, '=', from, to);
            if (nameEnd - from == name.length && Arrays.equals(bytes, from, nameEnd, name, 0, name.length)) {
                return RequestHead.range(Math.min(nameEnd + 1, to), to);
            }
            from = to + 1;
        }
        return RequestHead.ABSENT;
    }

    /// Position of the byte, or `to` when it is not there.
    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }
}

package dev.lateen.proxy.http1;

import dev.lateen.snapshot.route.RequestHead;

/// The header names that a `Connection` value lists.
final class ConnectionTokens {

    private ConnectionTokens() {}

    /// Whether the value lists the name at `start` to `end` of the same array.
    static boolean contain(byte[] bytes, long value, int start, int end) {
        int from = RequestHead.start(value);
        int to = RequestHead.end(value);
        while (from < to) {
            while (from < to && (bytes[from] == ',' || Bytes.isBlank(bytes[from]))) {
                from++;
            }
            int last = from;
            while (last < to && bytes[last] != ',' && !Bytes.isBlank(bytes[last])) {
                last++;
            }
            if (last - from == end - start && equal(bytes, from, start, end - start)) {
                return true;
            }
            from = last;
        }
        return false;
    }

    private static boolean equal(byte[] bytes, int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            if (Bytes.lower(bytes[a + i]) != Bytes.lower(bytes[b + i])) {
                return false;
            }
        }
        return true;
    }
}

package dev.lateen.proxy.http1;

import dev.lateen.snapshot.route.RequestHead;

/// Numbers and comma-separated lists in field values.
final class FieldValues {

    private FieldValues() {}

    /// Whether the value lists the name at `start` to `end` of the same array.
    static boolean namesField(byte[] bytes, long value, int start, int end) {
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

    /// -1 unless the range is a plain decimal number of at most 18 digits.
    static long decimal(byte[] bytes, int from, int to) {
        if (from == to || to - from > 18) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!Bytes.isDigit(bytes[i])) {
                return -1;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    /// Whether a comma-separated list holds the token, which is in lower case.
    static boolean containsToken(byte[] token, byte[] bytes, int from, int to) {
        int start = from;
        while (start < to) {
            int comma = start;
            while (comma < to && bytes[comma] != ',') {
                comma++;
            }
            int first = start;
            int last = comma;
            while (first < last && Bytes.isBlank(bytes[first])) {
                first++;
            }
            while (last > first && Bytes.isBlank(bytes[last - 1])) {
                last--;
            }
            if (Bytes.equalsIgnoreCase(token, bytes, first, last)) {
                return true;
            }
            start = comma + 1;
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

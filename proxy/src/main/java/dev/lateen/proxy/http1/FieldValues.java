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

    /// Whether an element of a comma-separated list begins with the text, which is in lower case.
    static boolean containsPrefix(byte[] text, byte[] bytes, long value) {
        int to = RequestHead.end(value);
        int from = RequestHead.start(value);
        while (from < to) {
            while (from < to && (bytes[from] == ',' || Bytes.isBlank(bytes[from]))) {
                from++;
            }
            if (to - from >= text.length && Bytes.equalsIgnoreCase(text, bytes, from, from + text.length)) {
                return true;
            }
            while (from < to && bytes[from] != ',') {
                from++;
            }
        }
        return false;
    }

    /// Whether a comma-separated list has the whole of another value as an element, in whatever case.
    static boolean containsElement(byte[] element, long elementRange, byte[] list, long listRange) {
        int length = RequestHead.length(elementRange);
        var lower = new byte[length];
        for (int i = 0; i < length; i++) {
            lower[i] = Bytes.lower(element[RequestHead.start(elementRange) + i]);
        }
        return length > 0 && containsToken(lower, list, RequestHead.start(listRange), RequestHead.end(listRange));
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

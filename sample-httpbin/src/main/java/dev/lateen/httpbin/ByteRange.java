package dev.lateen.httpbin;

import org.jspecify.annotations.Nullable;

/// The bytes that a `Range` header asks for, both ends included; may lie outside of what there is.
///
/// Reads as httpbin does, which is less than RFC 9110 14.1.2 offers: one range, and a last byte behind the end is
/// not cut but unsatisfiable.
record ByteRange(long first, long last) {

    private static final String UNIT = "bytes=";

    /// A header that is absent or not understood asks for everything.
    static ByteRange of(@Nullable String header, int size) {
        ByteRange all = new ByteRange(0, size - 1L);
        if (header == null || !header.strip().startsWith(UNIT)) {
            return all;
        }
        String[] ends = header.strip().substring(UNIT.length()).split("-", -1);
        if (ends.length != 2) {
            return all;
        }
        long first = number(ends[0].strip());
        long last = number(ends[1].strip());
        if (first < 0 && last < 0) {
            return all;
        }
        if (first < 0) {
            return new ByteRange(Math.max(0, size - last), all.last);
        }
        return new ByteRange(first, last < 0 ? all.last : last);
    }

    boolean isWithin(int size) {
        return first <= last && last < size;
    }

    boolean isAll(int size) {
        return first == 0 && last == size - 1L;
    }

    int length() {
        return Math.toIntExact(last - first + 1);
    }

    // -1 for what is no number.
    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }
}

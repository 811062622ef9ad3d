package dev.lateen.snapshot.route;

/// Istio's `BASE` normalisation of a path: RFC 3986 section 5.2.4 removes dot segments (a dot may be written `%2e`),
/// and a backslash is a slash. `//`, `%2F` and every other escape stay as they are. Never climbs above the root.
public final class PathNormalizer {

    private PathNormalizer() {}

    /// Writes the normalised path to `out` and returns the end of what was written.
    ///
    /// An empty path becomes `/`; one that does not begin with a slash (`*`, an authority) is copied as it is.
    /// `out` may be `buf` as long as `outStart` is not behind `start`.
    ///
    /// @param out needs room for the length of the input, at least one byte
    public static int normalize(byte[] buf, int start, int end, byte[] out, int outStart) {
        if (start == end) {
            out[outStart] = '/';
            return outStart + 1;
        }
        if (!isSlash(buf[start])) {
            System.arraycopy(buf, start, out, outStart, end - start);
            return outStart + end - start;
        }
        int to = outStart;
        int from = start;
        while (from < end) {
            // `from` is at a slash: the segment behind it ends at the next one.
            int segment = from + 1;
            int next = segment;
            while (next < end && !isSlash(buf[next])) {
                next++;
            }
            int dots = dots(buf, segment, next);
            if (dots == 0) {
                out[to] = '/';
                System.arraycopy(buf, segment, out, to + 1, next - segment);
                to += 1 + next - segment;
            } else {
                to = dots == 2 ? parent(out, outStart, to) : to;
                if (next == end) {
                    out[to++] = '/'; // a dot segment at the end leaves its folder
                }
            }
            from = next;
        }
        return to;
    }

    /// Whether [#normalize] would leave the range as it is.
    public static boolean isNormal(byte[] buf, int start, int end) {
        if (start == end) {
            return false;
        }
        if (!isSlash(buf[start])) {
            return true;
        }
        for (int i = start; i < end; i++) {
            if (buf[i] == '\\') {
                return false;
            }
            if (buf[i] == '/' && i + 1 < end && (buf[i + 1] == '.' || buf[i + 1] == '%')) {
                int next = i + 1;
                while (next < end && !isSlash(buf[next])) {
                    next++;
                }
                if (dots(buf, i + 1, next) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isSlash(byte b) {
        return b == '/' || b == '\\';
    }

    /// 1 for `.`, 2 for `..`, also when written `%2e`; 0 for any other segment.
    private static int dots(byte[] buf, int from, int to) {
        int dots = 0;
        int i = from;
        while (i < to) {
            int length = dotLength(buf, i, to);
            if (length == 0 || ++dots > 2) {
                return 0;
            }
            i += length;
        }
        return dots;
    }

    private static int dotLength(byte[] buf, int i, int to) {
        if (buf[i] == '.') {
            return 1;
        }
        boolean escaped = i + 2 < to && buf[i] == '%' && buf[i + 1] == '2' && Ascii.lower(buf[i + 2]) == 'e';
        return escaped ? 3 : 0;
    }

    /// Where the last segment in `out` begins, its slash included; the root has none.
    private static int parent(byte[] out, int outStart, int to) {
        int i = to;
        while (i > outStart) {
            i--;
            if (out[i] == '/') {
                return i;
            }
        }
        return outStart;
    }
}

package dev.lateen.snapshot.route;

/// What is done to a path before it is matched and sent on: the choices of Istio's
/// `meshConfig.pathNormalization.normalization`. Each does all that the one before it does.
public enum PathNormalization {
    /// Nothing.
    NONE,
    /// [PathNormalizer]; Istio's default.
    BASE,
    /// And slashes that follow each other become one.
    MERGE_SLASHES,
    /// `%2F` and `%5C` are slashes first, in whatever case.
    DECODE_AND_MERGE_SLASHES;

    /// Whether [#normalize] would leave the range as it is.
    public boolean isNormal(byte[] buf, int start, int end) {
        if (this == NONE) {
            return start < end;
        }
        return PathNormalizer.isNormal(buf, start, end)
                && (this == BASE || isMerged(buf, start, end))
                && (this != DECODE_AND_MERGE_SLASHES || isDecoded(buf, start, end));
    }

    /// Writes the path to `out` and returns the end of what was written.
    ///
    /// `out` may be `buf` as long as `outStart` is not inside the range.
    ///
    /// @param out needs room for the length of the input, at least one byte
    public int normalize(byte[] buf, int start, int end, byte[] out, int outStart) {
        if (this == BASE || start == end) {
            return PathNormalizer.normalize(buf, start, end, out, outStart);
        }
        int decoded = outStart;
        for (int i = start; i < end; i++) {
            boolean slash = this == DECODE_AND_MERGE_SLASHES && isEscapedSlash(buf, i, end);
            out[decoded++] = slash ? (byte) '/' : buf[i];
            i += slash ? 2 : 0;
        }
        if (this == NONE) {
            return decoded;
        }
        return merge(out, outStart, PathNormalizer.normalize(out, outStart, decoded, out, outStart));
    }

    private static int merge(byte[] buf, int start, int end) {
        int to = start;
        for (int i = start; i < end; i++) {
            if (buf[i] != '/' || to == start || buf[to - 1] != '/') {
                buf[to++] = buf[i];
            }
        }
        return to;
    }

    private static boolean isMerged(byte[] buf, int start, int end) {
        for (int i = start + 1; i < end; i++) {
            if (buf[i] == '/' && buf[i - 1] == '/') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDecoded(byte[] buf, int start, int end) {
        for (int i = start; i < end; i++) {
            if (isEscapedSlash(buf, i, end)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEscapedSlash(byte[] buf, int i, int end) {
        if (buf[i] != '%' || i + 2 >= end) {
            return false;
        }
        byte low = Ascii.lower(buf[i + 2]);
        return (buf[i + 1] == '2' && low == 'f') || (buf[i + 1] == '5' && low == 'c');
    }
}

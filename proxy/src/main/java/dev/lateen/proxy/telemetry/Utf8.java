package dev.lateen.proxy.telemetry;

/// Tells well-formed UTF-8 (RFC 3629) from arbitrary bytes.
final class Utf8 {

    private Utf8() {}

    /// Length of the well-formed multi-byte sequence at `i`, 0 when there is none. C1 control characters and the line
    /// separators U+2028 and U+2029 count as ill-formed, since viewers break lines there.
    static int sequence(byte[] bytes, int i, int end) {
        int lead = bytes[i] & 0xff;
        int width =
                lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        if (width == 0 || i + width > end) {
            return 0;
        }
        int code = lead & (0x7f >> width);
        for (int k = 1; k < width; k++) {
            int next = bytes[i + k] & 0xff;
            if ((next & 0xc0) != 0x80) {
                return 0;
            }
            code = (code << 6) | (next & 0x3f);
        }
        boolean overlong = code < (width == 2 ? 0x80 : width == 3 ? 0x800 : 0x10000);
        boolean surrogate = code >= 0xd800 && code <= 0xdfff;
        boolean breaksLines = code < 0xa0 || code == 0x2028 || code == 0x2029;
        return overlong || surrogate || breaksLines || code > 0x10ffff ? 0 : width;
    }
}

package dev.lateen.proxy.http1;

/// Pieces of a request line.
final class StartLines {

    static final byte[] CONNECT = Bytes.of("CONNECT");
    static final byte[] OPTIONS = Bytes.of("OPTIONS");
    private static final int VERSION_LENGTH = 8;
    private static final byte[] HTTP = Bytes.of("HTTP/");
    private static final byte[] HTTP_1 = Bytes.of("HTTP/1.");
    private static final byte[] PREFACE = Bytes.of("PRI * HTTP/2.0");

    private StartLines() {}

    static boolean isHttp2Preface(byte[] bytes, int start, int end) {
        return end - start == PREFACE.length && startsWith(PREFACE, bytes, start);
    }

    static Refusal http2() {
        return Refusal.badRequest(
                "http1.http2_preface", "HTTP/2 without an upgrade is not served yet on this port (expected: HTTP/1.1)");
    }

    static Refusal badMethod(byte first) {
        return first == 0x16
                ? Refusal.badRequest("http1.tls", "a TLS handshake on a plaintext port (expected: HTTP/1.1)")
                : Refusal.badRequest("http1.bad_method", "the request line does not begin with a method");
    }

    /// No controls, no space, no fragment; bytes from 0x80 are passed on.
    static boolean isTargetByte(byte b) {
        return b < 0 || (b > ' ' && b != 0x7f && b != '#');
    }

    /// 0 for `HTTP/1.0`, 1 for `HTTP/1.1` and what may come behind it (RFC 9110 section 2.5), else -1.
    static int minorVersion(byte[] bytes, int start, int end) {
        if (end - start != VERSION_LENGTH || !startsWith(HTTP_1, bytes, start) || !Bytes.isDigit(bytes[end - 1])) {
            return -1;
        }
        return Math.min(1, bytes[end - 1] - '0');
    }

    /// Whether the range is a version of HTTP at all.
    static boolean isVersion(byte[] bytes, int start, int end) {
        return end - start == VERSION_LENGTH
                && startsWith(HTTP, bytes, start)
                && Bytes.isDigit(bytes[start + 5])
                && bytes[start + 6] == '.'
                && Bytes.isDigit(bytes[start + 7]);
    }

    /// Position of `://`, -1 when the range is no absolute URL.
    static int schemeEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && (Bytes.isToken(bytes[i]))) {
            i++;
        }
        boolean found = i > start && i + 2 < end && bytes[i] == ':' && bytes[i + 1] == '/' && bytes[i + 2] == '/';
        return found ? i : -1;
    }

    static boolean startsWith(byte[] prefix, byte[] bytes, int start) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}

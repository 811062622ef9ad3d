package dev.lateen.proxy.http1;

/// Small numbers for the header names that the proxy itself looks at, found while a head is scanned.
public final class HeaderId {

    public static final byte OTHER = 0;
    public static final byte HOST = 1;
    public static final byte CONNECTION = 2;
    public static final byte CONTENT_LENGTH = 3;
    public static final byte TRANSFER_ENCODING = 4;
    public static final byte EXPECT = 5;
    public static final byte KEEP_ALIVE = 6;
    public static final byte PROXY_CONNECTION = 7;
    public static final byte TE = 8;
    public static final byte UPGRADE = 9;
    public static final byte PROXY_AUTHORIZATION = 10;
    public static final byte FORWARDED_FOR = 11;
    public static final byte FORWARDED_PROTO = 12;
    public static final byte REQUEST_ID = 13;
    public static final byte B3_TRACE_ID = 14;
    public static final byte ENVOY_PEER_METADATA = 15;
    public static final byte ENVOY_ATTEMPT_COUNT = 16;
    public static final byte ENVOY_OTHER = 17;
    public static final byte SERVER = 18;
    public static final byte DATE = 19;
    public static final byte HTTP2_SETTINGS = 20;

    public static final byte FORWARDED_CLIENT_CERT = 21;

    /// One of the names above or `x-envoy-…`, but written with an underscore: another header to HTTP, the same one to a
    /// CGI, WSGI or PHP application.
    public static final byte LOOKALIKE = 22;

    private static final int LONGEST_LOOKALIKE = 64;
    private static final byte[] ENVOY_PREFIX = Bytes.of("x-envoy-");
    private static final byte[][] NAMES = {
        Bytes.of("host"),
        Bytes.of("connection"),
        Bytes.of("content-length"),
        Bytes.of("transfer-encoding"),
        Bytes.of("expect"),
        Bytes.of("keep-alive"),
        Bytes.of("proxy-connection"),
        Bytes.of("te"),
        Bytes.of("upgrade"),
        Bytes.of("proxy-authorization"),
        Bytes.of("x-forwarded-for"),
        Bytes.of("x-forwarded-proto"),
        Bytes.of("x-request-id"),
        Bytes.of("x-b3-traceid"),
        Bytes.of("x-envoy-peer-metadata"),
        Bytes.of("x-envoy-attempt-count"),
        new byte[0],
        Bytes.of("server"),
        Bytes.of("date"),
        Bytes.of("http2-settings"),
        Bytes.of("x-forwarded-client-cert"),
    };

    private HeaderId() {}

    static byte of(byte[] bytes, int start, int end) {
        byte id = exact(bytes, start, end);
        return id == OTHER && isLookalike(bytes, start, end) ? LOOKALIKE : id;
    }

    private static boolean isLookalike(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && bytes[i] != '_') {
            i++;
        }
        if (i == end || end - start > LONGEST_LOOKALIKE) {
            return false;
        }
        var dashed = new byte[end - start];
        for (int j = 0; j < dashed.length; j++) {
            dashed[j] = bytes[start + j] == '_' ? (byte) '-' : bytes[start + j];
        }
        return exact(dashed, 0, dashed.length) != OTHER;
    }

    private static byte exact(byte[] bytes, int start, int end) {
        return switch (end - start) {
            case 2 -> check(TE, bytes, start, end);
            case 4 -> (bytes[start] | 0x20) == 'h' ? check(HOST, bytes, start, end) : check(DATE, bytes, start, end);
            case 6 ->
                (bytes[start] | 0x20) == 's' ? check(SERVER, bytes, start, end) : check(EXPECT, bytes, start, end);
            case 7 -> check(UPGRADE, bytes, start, end);
            case 10 -> either(CONNECTION, KEEP_ALIVE, bytes, start, end);
            case 12 -> either(REQUEST_ID, B3_TRACE_ID, bytes, start, end);
            case 14 -> either(CONTENT_LENGTH, HTTP2_SETTINGS, bytes, start, end);
            case 15 -> check(FORWARDED_FOR, bytes, start, end);
            case 16 -> check(PROXY_CONNECTION, bytes, start, end);
            case 17 -> either(TRANSFER_ENCODING, FORWARDED_PROTO, bytes, start, end);
            case 19 -> either(PROXY_AUTHORIZATION, OTHER, bytes, start, end);
            case 21 -> either(ENVOY_PEER_METADATA, ENVOY_ATTEMPT_COUNT, bytes, start, end);
            case 23 -> check(FORWARDED_CLIENT_CERT, bytes, start, end);
            default -> envoy(bytes, start, end);
        };
    }

    /// Whether the header is for one connection only (RFC 9110 section 7.6.1), whatever `Connection` says.
    static boolean isHopByHop(byte id) {
        return switch (id) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, UPGRADE, HTTP2_SETTINGS -> true;
            default -> false;
        };
    }

    /// Whether naming the header in `Connection` has no effect: without it the message would go elsewhere, be framed
    /// differently, or lose what a proxy on the way has said of it.
    static boolean isProtected(byte id) {
        return switch (id) {
            case OTHER, CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, UPGRADE, HTTP2_SETTINGS, PROXY_AUTHORIZATION ->
                false;
            default -> true;
        };
    }

    private static byte either(byte first, byte second, byte[] bytes, int start, int end) {
        byte id = check(first, bytes, start, end);
        return id == first || second == OTHER ? id : check(second, bytes, start, end);
    }

    private static byte check(byte id, byte[] bytes, int start, int end) {
        return Bytes.equalsIgnoreCase(NAMES[id - 1], bytes, start, end) ? id : envoy(bytes, start, end);
    }

    private static byte envoy(byte[] bytes, int start, int end) {
        boolean envoy = end - start > ENVOY_PREFIX.length
                && (bytes[start] | 0x20) == 'x'
                && Bytes.equalsIgnoreCase(ENVOY_PREFIX, bytes, start, start + ENVOY_PREFIX.length);
        return envoy ? ENVOY_OTHER : OTHER;
    }
}

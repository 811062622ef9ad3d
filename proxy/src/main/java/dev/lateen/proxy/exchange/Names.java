package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;

/// Names and fixed values of the headers that the proxy writes.
final class Names {

    static final byte[] HOST = Bytes.of("host");
    static final byte[] CONNECTION = Bytes.of("connection");
    static final byte[] CLOSE = Bytes.of("close");
    static final byte[] UPGRADE = Bytes.of("upgrade");
    static final byte[] KEEP_ALIVE = Bytes.of("keep-alive");
    static final byte[] TRANSFER_ENCODING = Bytes.of("transfer-encoding");
    static final byte[] CHUNKED = Bytes.of("chunked");
    static final byte[] CONTENT_LENGTH = Bytes.of("content-length");
    static final byte[] CONTENT_TYPE = Bytes.of("content-type");
    static final byte[] TEXT_PLAIN = Bytes.of("text/plain");
    static final byte[] SET_COOKIE = Bytes.of("set-cookie");
    static final byte[] LOCATION = Bytes.of("location");
    static final byte[] ALLOW = Bytes.of("allow");
    static final byte[] SERVER = Bytes.of("server");
    static final byte[] DATE = Bytes.of("date");
    static final byte[] FORWARDED_FOR = Bytes.of("x-forwarded-for");
    static final byte[] FORWARDED_PROTO = Bytes.of("x-forwarded-proto");
    static final byte[] FORWARDED_CLIENT_CERT = Bytes.of("x-forwarded-client-cert");
    static final byte[] REQUEST_ID = Bytes.of("x-request-id");
    static final byte[] ATTEMPT_COUNT = Bytes.of("x-envoy-attempt-count");
    static final byte[] ORIGINAL_PATH = Bytes.of("x-envoy-original-path");
    static final byte[] EXTERNAL_ADDRESS = Bytes.of("x-envoy-external-address");
    static final byte[] INTERNAL = Bytes.of("x-envoy-internal");
    static final byte[] COOKIE = Bytes.of("cookie");
    static final byte[] TRUE = Bytes.of("true");
    static final byte[] OVERLOADED = Bytes.of("x-envoy-overloaded");
    static final byte[] PEER_METADATA = Bytes.of("x-envoy-peer-metadata");
    static final byte[] SERVICE_TIME = Bytes.of("x-envoy-upstream-service-time");
    static final byte[] B3_TRACE_ID = Bytes.of("x-b3-traceid");
    static final byte[] B3_SPAN_ID = Bytes.of("x-b3-spanid");
    static final byte[] B3_SAMPLED = Bytes.of("x-b3-sampled");
    static final byte[] ONE = Bytes.of("1");
    static final byte[] ZERO = Bytes.of("0");
    static final byte[] HTTP_1_1 = Bytes.of("HTTP/1.1 ");
    static final byte[] LAST_CHUNK = Bytes.of("0\r\n");
    static final byte[] CRLF = Bytes.of("\r\n");

    private Names() {}
}

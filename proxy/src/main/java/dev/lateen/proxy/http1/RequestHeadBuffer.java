package dev.lateen.proxy.http1;

import dev.lateen.proxy.Limits;
import dev.lateen.snapshot.route.PathNormalization;
import dev.lateen.snapshot.route.RequestHead;
import org.jspecify.annotations.Nullable;

/// A request's head. When complete, its framing is decided and it can be matched.
public final class RequestHeadBuffer extends HeadBuffer implements RequestHead {

    private static final byte[] CONTINUE = Bytes.of("100-continue");
    private static final int MAX_METHOD = 64;

    private final RequestTarget target;
    private long method;
    private long givenTarget;
    private int hostIndex;
    private int minor;
    private boolean expectContinue;
    private boolean upgrade;
    private boolean secure;

    public RequestHeadBuffer(Limits limits) {
        this(limits, PathNormalization.BASE);
    }

    public RequestHeadBuffer(Limits limits, PathNormalization normalization) {
        super(limits);
        this.target = new RequestTarget(this, normalization);
    }

    @Override
    public void reset() {
        super.reset();
        target.clear();
        method = ABSENT;
        givenTarget = ABSENT;
        hostIndex = -1;
        minor = 1;
        expectContinue = false;
        upgrade = false;
    }

    /// Whether requests come over TLS: then they are for `https` URLs. Holds until it is said anew.
    public void secure(boolean overTls) {
        secure = overTls;
    }

    /// Takes the word of a trusted proxy for how its client came, if there is one: `x-forwarded-proto`.
    public void believeForwardedProto() {
        int index = indexOf(HeaderId.FORWARDED_PROTO);
        if (index >= 0) {
            target.believeScheme(headerValue(index));
        }
    }

    @Override
    public long method() {
        return method;
    }

    @Override
    public long scheme() {
        return target.scheme();
    }

    @Override
    public long authority() {
        return target.authority();
    }

    @Override
    public long path() {
        return target.path();
    }

    @Override
    public long query() {
        return target.query();
    }

    /// As sent, without query.
    public long rawPath() {
        return target.rawPath();
    }

    /// Index of the `Host` header, -1 when an HTTP/1.0 request has none.
    public int hostIndex() {
        return hostIndex;
    }

    /// 0 or 1.
    public int minorVersion() {
        return minor;
    }

    /// Whether the target names scheme and authority, as to a proxy.
    public boolean isAbsolute() {
        return target.isAbsolute();
    }

    public boolean isChunked() {
        return chunked;
    }

    /// -1 when there is none.
    public long contentLength() {
        return contentLength;
    }

    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    public boolean expectsContinue() {
        return expectContinue;
    }

    /// Whether the client wants to use the connection again.
    public boolean keepAlive() {
        return minor == 1 ? !connectionClose : connectionKeepAlive && !connectionClose;
    }

    /// Whether it is for an `https` URL.
    public boolean isHttps() {
        return target.isHttps();
    }

    /// Whether the connection is to become one of another protocol, which is not HTTP of any version.
    public boolean wantsUpgrade() {
        return upgrade;
    }

    public boolean isMethod(byte[] upper) {
        return RequestHead.length(method) == upper.length
                && StartLines.startsWith(upper, bytes, RequestHead.start(method));
    }

    @Override
    @Nullable
    Refusal startLine(int start, int end) {
        if (StartLines.isHttp2Preface(bytes, start, end)) {
            return StartLines.http2();
        }
        int space = start;
        while (space < end && Bytes.isToken(bytes[space])) {
            space++;
        }
        if (space == start || space == end || bytes[space] != ' ' || space - start > MAX_METHOD) {
            return StartLines.badMethod(bytes[start]);
        }
        int targetEnd = space + 1;
        while (targetEnd < end && StartLines.isTargetByte(bytes[targetEnd])) {
            targetEnd++;
        }
        if (targetEnd - space - 1 > limits.maxTargetBytes()) {
            return targetTooLong();
        }
        if (targetEnd == space + 1 || targetEnd == end || bytes[targetEnd] != ' ') {
            return malformed("http1.bad_target", "the request target is malformed");
        }
        minor = StartLines.minorVersion(bytes, targetEnd + 1, end);
        if (minor < 0) {
            return badVersion(targetEnd + 1, end);
        }
        method = RequestHead.range(start, space);
        givenTarget = RequestHead.range(space + 1, targetEnd);
        return null;
    }

    @Override
    @Nullable
    Refusal unfinishedStartLine(int start, int end) {
        if (!Bytes.isToken(bytes[start]) && bytes[start] != '\r') {
            return StartLines.badMethod(bytes[start]);
        }
        return end - start > limits.maxTargetBytes() + MAX_METHOD + 16 ? targetTooLong() : null;
    }

    @Override
    @Nullable
    Refusal complete() {
        if (chunked && contentLengthLines > 0) {
            return malformed("http1.ambiguous_framing", "both Content-Length and Transfer-Encoding");
        }
        if (chunked && minor == 0) {
            return malformed("http1.transfer_encoding", "Transfer-Encoding in an HTTP/1.0 request");
        }
        for (int i = 0; i < headerCount(); i++) {
            if (headerId(i) == HeaderId.HOST) {
                if (hostIndex >= 0) {
                    return malformed("http1.host", "more than one Host header");
                }
                hostIndex = i;
            }
        }
        if (hostIndex < 0 && minor == 1) {
            return malformed("http1.host", "no Host header");
        }
        int expect = indexOf(HeaderId.EXPECT);
        expectContinue = expect >= 0 && isContinue(headerValue(expect));
        upgrade = Upgrades.isWanted(this);
        if (upgrade && hasBody()) {
            return malformed("http1.upgrade_with_body", "a body in a request to upgrade the connection");
        }
        if (hasBody() && isMethod(StartLines.CONNECT)) {
            return malformed("http1.connect_with_body", "a body in a CONNECT request");
        }
        if (expect >= 0 && !expectContinue) {
            return new Refusal(417, "http1.expectation", "Expect is not 100-continue");
        }
        return target.resolve(givenTarget, hostIndex < 0 ? ABSENT : headerValue(hostIndex), secure);
    }

    private boolean isContinue(long value) {
        return Bytes.equalsIgnoreCase(CONTINUE, bytes, RequestHead.start(value), RequestHead.end(value));
    }

    /// RFC 9112 section 2.2: empty lines in front of a request are to be ignored.
    @Override
    int blankLinesAllowed() {
        return 2;
    }

    @Override
    Refusal tooLong() {
        return new Refusal(
                431, "http1.headers_too_large", "the request head is longer than " + limits.maxHeadBytes() + " bytes");
    }

    @Override
    Refusal tooManyHeaders() {
        return new Refusal(
                431, "http1.too_many_headers", "the request has more than " + limits.maxHeaders() + " headers");
    }

    private Refusal badVersion(int start, int end) {
        return StartLines.isVersion(bytes, start, end)
                ? new Refusal(
                        505, "http1.unsupported_version", "the version is not served (expected: HTTP/1.1 or HTTP/1.0)")
                : malformed("http1.bad_version", "the version is not HTTP/1.1 or HTTP/1.0");
    }

    private Refusal targetTooLong() {
        return new Refusal(
                414,
                "http1.target_too_long",
                "the request target is longer than " + limits.maxTargetBytes() + " bytes");
    }

    @Override
    Refusal malformed(String details, String reason) {
        return Refusal.badRequest(details, reason);
    }
}

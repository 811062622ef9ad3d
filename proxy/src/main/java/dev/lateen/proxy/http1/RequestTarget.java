package dev.lateen.proxy.http1;

import dev.lateen.snapshot.route.PathNormalization;
import dev.lateen.snapshot.route.RequestHead;
import org.jspecify.annotations.Nullable;

/// The target of a request, in any of the forms of RFC 9112 section 3.2, taken apart into the URL that it stands for:
/// ranges of the bytes of its head, behind which it keeps what is not there as such. Used again with its head; one
/// event loop.
final class RequestTarget {

    private static final byte[] HTTP = Bytes.of("http");
    private static final byte[] HTTPS = Bytes.of("https");
    private static final byte[] ASTERISK = {'*'};

    private final RequestHeadBuffer head;
    private final PathNormalization normalization;
    private long scheme;
    private long authority;
    private long path;
    private long rawPath;
    private long query;
    private boolean absolute;

    RequestTarget(RequestHeadBuffer head, PathNormalization normalization) {
        this.head = head;
        this.normalization = normalization;
    }

    void clear() {
        scheme = RequestHead.ABSENT;
        authority = RequestHead.ABSENT;
        path = RequestHead.ABSENT;
        rawPath = RequestHead.ABSENT;
        query = RequestHead.ABSENT;
        absolute = false;
    }

    long scheme() {
        return scheme;
    }

    long authority() {
        return authority;
    }

    long path() {
        return path;
    }

    /// As sent, without query.
    long rawPath() {
        return rawPath;
    }

    long query() {
        return query;
    }

    /// Whether it names scheme and authority, as to a proxy.
    boolean isAbsolute() {
        return absolute;
    }

    boolean isHttps() {
        return isEqual(HTTPS, scheme);
    }

    /// Takes somebody's word for the scheme; what is neither `http` nor `https` is no word.
    void believeScheme(long given) {
        if (isEqual(HTTPS, given)) {
            setScheme(true);
        } else if (isEqual(HTTP, given)) {
            setScheme(false);
        }
    }

    /// Once the head is whole.
    ///
    /// @param given the target as sent
    /// @param host the value of the `Host` header; [RequestHead#ABSENT] when there is none
    /// @param secure whether the request came over TLS
    @Nullable
    Refusal resolve(long given, long host, boolean secure) {
        if (host != RequestHead.ABSENT) {
            if (!Authorities.isValid(head.bytes(), RequestHead.start(host), RequestHead.end(host))) {
                return head.malformed("http1.host", "the Host header is not host[:port]");
            }
            authority = host;
        }
        setScheme(secure);
        int start = RequestHead.start(given);
        int end = RequestHead.end(given);
        byte first = head.bytes()[start];
        Refusal problem = null;
        if (head.isMethod(StartLines.CONNECT)) {
            problem = authorityForm(start, end);
        } else if (first == '/' || (first == '*' && end - start == 1 && head.isMethod(StartLines.OPTIONS))) {
            setPath(start, end);
        } else {
            problem = absoluteForm(start, end, secure);
        }
        if (problem == null && authority == RequestHead.ABSENT) {
            authority = RequestHead.range(0, 0);
        }
        return problem;
    }

    /// RFC 9112 section 3.2.3; the path is that of the root, so that rules can be matched.
    private @Nullable Refusal authorityForm(int start, int end) {
        byte[] bytes = head.bytes();
        if (!Authorities.isValid(bytes, start, end) || Authorities.port(bytes, start, end, 0) <= 0) {
            return head.malformed("http1.bad_target", "the target of CONNECT is not host:port");
        }
        authority = RequestHead.range(start, end);
        setPath(end, end);
        return null;
    }

    private @Nullable Refusal absoluteForm(int start, int end, boolean secure) {
        byte[] bytes = head.bytes();
        int slashes = StartLines.schemeEnd(bytes, start, end);
        if (slashes < 0) {
            return head.malformed("http1.bad_target", "the request target is neither a path nor an http URL");
        }
        boolean https = Bytes.equalsIgnoreCase(HTTPS, bytes, start, slashes);
        if (https && !secure) {
            return head.malformed("http1.bad_target", "an https URL as target (expected: http, or CONNECT)");
        }
        if (!https && !Bytes.equalsIgnoreCase(HTTP, bytes, start, slashes)) {
            return head.malformed("http1.bad_target", "the scheme of the request target is not http");
        }
        int host = slashes + 3;
        int pathStart = host;
        while (pathStart < end && bytes[pathStart] != '/' && bytes[pathStart] != '?') {
            pathStart++;
        }
        if (!Authorities.isValid(bytes, host, pathStart)) {
            return head.malformed("http1.bad_target", "the host of the request target is malformed");
        }
        absolute = true;
        authority = RequestHead.range(host, pathStart);
        if (pathStart == end && head.isMethod(StartLines.OPTIONS)) {
            path = head.append(ASTERISK, 0, 1); // RFC 9112 section 3.2.4
            rawPath = path;
        } else {
            setPath(pathStart, end);
        }
        return null;
    }

    /// Splits off the query and normalises the path behind the head when it needs that.
    private void setPath(int start, int end) {
        byte[] bytes = head.bytes();
        int question = start;
        while (question < end && bytes[question] != '?') {
            question++;
        }
        query = question < end ? RequestHead.range(question + 1, end) : RequestHead.ABSENT;
        rawPath = RequestHead.range(start, question);
        path = rawPath;
        if (!normalization.isNormal(bytes, start, question)) {
            int from = head.room(question - start + 1);
            byte[] roomy = head.bytes();
            int to = normalization.normalize(roomy, start, question, roomy, from);
            head.advance(to);
            path = RequestHead.range(from, to);
        }
    }

    private void setScheme(boolean https) {
        byte[] name = https ? HTTPS : HTTP;
        scheme = head.append(name, 0, name.length);
    }

    private boolean isEqual(byte[] lower, long range) {
        return Bytes.equalsIgnoreCase(lower, head.bytes(), RequestHead.start(range), RequestHead.end(range));
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.Cors;
import dev.lateen.snapshot.route.OriginMatcher;
import dev.lateen.snapshot.route.RequestHead;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a route tells web pages of other origins, as bytes. Immutable.
final class CorsPlan {

    static final String DETAILS = "cors_response";

    private static final byte[] OPTIONS = Bytes.of("OPTIONS");
    private static final byte[] ORIGIN = Bytes.of("origin");
    private static final byte[] REQUEST_METHOD = Bytes.of("access-control-request-method");
    private static final byte[] ALLOW_ORIGIN = Bytes.of("access-control-allow-origin");
    private static final byte[] ALLOW_CREDENTIALS = Bytes.of("access-control-allow-credentials");
    private static final byte[] ALLOW_METHODS = Bytes.of("access-control-allow-methods");
    private static final byte[] ALLOW_HEADERS = Bytes.of("access-control-allow-headers");
    private static final byte[] MAX_AGE = Bytes.of("access-control-max-age");
    private static final byte[] EXPOSE_HEADERS = Bytes.of("access-control-expose-headers");

    private final OriginMatcher origins;
    private final byte[] methods;
    private final byte[] headers;
    private final byte[] exposed;
    private final byte[] maxAge;
    private final boolean credentials;
    private final boolean ignoreUnmatched;

    private CorsPlan(Cors cors) {
        this.origins = OriginMatcher.of(cors);
        this.methods = joined(cors.allowMethods());
        this.headers = joined(cors.allowHeaders());
        this.exposed = joined(cors.exposeHeaders());
        this.maxAge = cors.maxAgeSeconds() == null
                ? new byte[0]
                : Bytes.of(cors.maxAgeSeconds().toString());
        this.credentials = cors.allowCredentials();
        this.ignoreUnmatched = cors.ignoreUnmatchedPreflights();
    }

    static CorsPlan of(Cors cors) {
        return new CorsPlan(cors);
    }

    /// What becomes of one request.
    ///
    /// @param edits of every answer that it gets
    /// @param preflight whether it is answered here
    record Verdict(AnswerEdits edits, boolean preflight) {}

    /// Null when this is none of its business: a request without an origin, or from one that is not allowed.
    @Nullable
    Verdict of(RequestHeadBuffer head) {
        long origin = HeaderField.find(head, ORIGIN);
        if (origin == RequestHead.ABSENT || RequestHead.length(origin) == 0) {
            return null;
        }
        boolean preflight = isPreflight(head);
        if (!origins.allows(head.bytes(), RequestHead.start(origin), RequestHead.end(origin))) {
            return preflight && ignoreUnmatched ? new Verdict(AnswerEdits.NONE, true) : null;
        }
        byte[] copy = Arrays.copyOfRange(head.bytes(), RequestHead.start(origin), RequestHead.end(origin));
        return preflight
                ? new Verdict(splice -> permit(splice, copy), true)
                : new Verdict(splice -> expose(splice, copy), false);
    }

    private static boolean isPreflight(RequestHeadBuffer head) {
        if (!head.isMethod(OPTIONS)) {
            return false;
        }
        long method = HeaderField.find(head, REQUEST_METHOD);
        return method != RequestHead.ABSENT && RequestHead.length(method) > 0;
    }

    private void permit(HeadSplice splice, byte[] origin) {
        allow(splice, origin);
        set(splice, ALLOW_METHODS, methods);
        set(splice, ALLOW_HEADERS, headers);
        set(splice, MAX_AGE, maxAge);
    }

    private void expose(HeadSplice splice, byte[] origin) {
        allow(splice, origin);
        set(splice, EXPOSE_HEADERS, exposed);
    }

    private void allow(HeadSplice splice, byte[] origin) {
        set(splice, ALLOW_ORIGIN, origin);
        if (credentials) {
            set(splice, ALLOW_CREDENTIALS, Names.TRUE);
        }
    }

    private static void set(HeadSplice splice, byte[] name, byte[] value) {
        if (value.length > 0) {
            splice.set(name, name, value);
        }
    }

    private static byte[] joined(List<String> values) {
        return Bytes.of(String.join(",", values));
    }
}

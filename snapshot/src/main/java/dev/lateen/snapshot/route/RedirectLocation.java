package dev.lateen.snapshot.route;

import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RouteAction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// `Location` of a redirect, after Envoy: what the rule does not give is taken from the request. A port that is the
/// default of the scheme is not written, as Istio has it; the host then keeps the port that it came with. Immutable.
public final class RedirectLocation {

    private static final byte[] SLASHES = ascii("://");

    private final RouteAction.Redirect redirect;
    private final @Nullable PathRewriter path;
    private final boolean ownQuery;

    private RedirectLocation(RouteAction.Redirect redirect) {
        this.redirect = redirect;
        this.path = redirect.path() == null ? null : PathRewriter.of(redirect.path());
        this.ownQuery = redirect.path() instanceof PathRewrite.Whole whole
                && whole.replacement().indexOf('?') >= 0;
    }

    public static RedirectLocation of(RouteAction.Redirect redirect) {
        return new RedirectLocation(redirect);
    }

    public byte[] of(RequestHead head) {
        var out = new ByteArrayOutputStream(64 + RequestHead.length(head.path()));
        var before = Ascii.text(head.bytes(), head.scheme());
        var scheme = redirect.scheme() == null ? before : redirect.scheme();
        out.writeBytes(ascii(scheme));
        out.writeBytes(SLASHES);
        boolean newPort = redirect.port() != 0 && redirect.port() != defaultPort(scheme);
        if (redirect.authority() == null) {
            host(out, head, newPort ? null : scheme.equals(before) ? "" : ":" + defaultPort(before));
        } else {
            out.writeBytes(ascii(redirect.authority()));
        }
        if (newPort) {
            out.writeBytes(ascii(":" + redirect.port()));
        }
        path(out, head);
        if (head.query() != RequestHead.ABSENT && !ownQuery) {
            out.write('?');
            put(out, head, RequestHead.start(head.query()), RequestHead.end(head.query()));
        }
        return out.toByteArray();
    }

    /// @param dropped the port that the host of the request loses, with its colon; null for whatever it has
    private static void host(ByteArrayOutputStream out, RequestHead head, @Nullable String dropped) {
        int start = RequestHead.start(head.authority());
        int end = RequestHead.end(head.authority());
        int colon = end - 1;
        while (colon >= start && head.bytes()[colon] != ':' && head.bytes()[colon] != ']') {
            colon--;
        }
        boolean hasPort = colon >= start && head.bytes()[colon] == ':';
        boolean drops = hasPort
                && (dropped == null || Arrays.equals(ascii(dropped), Arrays.copyOfRange(head.bytes(), colon, end)));
        put(out, head, start, drops ? colon : end);
    }

    private void path(ByteArrayOutputStream out, RequestHead head) {
        int start = RequestHead.start(head.path());
        int end = RequestHead.end(head.path());
        if (path != null) {
            out.writeBytes(path.replacement(head.bytes(), start, end));
            start = path.rest(start, end);
        }
        put(out, head, start, end);
    }

    private static void put(ByteArrayOutputStream out, RequestHead head, int start, int end) {
        out.write(head.bytes(), start, end - start);
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

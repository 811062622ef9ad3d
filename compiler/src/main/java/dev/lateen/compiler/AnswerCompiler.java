package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HTTPDirectResponse;
import dev.lateen.api.networking.VirtualService.HTTPRedirect;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.api.networking.VirtualService.RedirectPortSelection;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteMatch;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rules that the proxy answers itself: redirects and direct responses.
final class AnswerCompiler {

    static final Set<Integer> REDIRECT_CODES = Set.of(301, 302, 303, 307, 308);

    private static final int MOVED_PERMANENTLY = 301;

    private final Resource<VirtualService> owner;
    private final RouteScope scope;
    private final HeaderCompiler headers;

    AnswerCompiler(Resource<VirtualService> owner, RouteScope scope, HeaderCompiler headers) {
        this.owner = owner;
        this.scope = scope;
        this.headers = headers;
    }

    RouteAction redirect(HTTPRoute rule, HTTPRedirect redirect, RouteMatch match, String path) {
        int code = code(redirect);
        if (!REDIRECT_CODES.contains(code)) {
            return ActionCompiler.refuse(owner, path + ".redirect.redirectCode");
        }
        var authority = redirect.authority();
        return new RouteAction.Redirect(
                code,
                blankAsNull(redirect.scheme()),
                authority == null || authority.isEmpty()
                        ? null
                        : headers.authority(authority, path + ".redirect.authority"),
                port(redirect),
                target(redirect, match),
                response(rule, path));
    }

    RouteAction directResponse(HTTPRoute rule, HTTPDirectResponse response, String path) {
        int status = Objects.requireNonNullElse(response.status(), 200);
        var body = response.body();
        var edits = response(rule, path);
        if (body != null && body.bytes() != null) {
            return new RouteAction.DirectResponse(status, body.bytes(), true, edits);
        }
        var text = body == null || body.string() == null ? "" : body.string();
        return new RouteAction.DirectResponse(status, text, false, edits);
    }

    static int code(HTTPRedirect redirect) {
        var code = redirect.redirectCode();
        return code == null || code == 0 ? MOVED_PERMANENTLY : code;
    }

    private int port(HTTPRedirect redirect) {
        if (redirect.port() != null) {
            return redirect.port();
        }
        return redirect.derivePort() == RedirectPortSelection.FROM_REQUEST_PORT ? scope.port() : 0;
    }

    private static @Nullable PathRewrite target(HTTPRedirect redirect, RouteMatch match) {
        var uri = blankAsNull(redirect.uri());
        return uri == null
                ? PathCompiler.replace(redirect.prefixRewrite(), match)
                : new PathRewrite.Whole(PathCompiler.escaped(uri));
    }

    private HeaderEdits response(HTTPRoute rule, String path) {
        var given = rule.headers();
        return headers.edits(given == null ? null : given.response(), path + ".headers.response");
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}

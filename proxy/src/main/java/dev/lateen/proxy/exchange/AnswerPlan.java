package dev.lateen.proxy.exchange;

import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.route.RedirectLocation;
import dev.lateen.snapshot.route.RequestHead;
import org.jspecify.annotations.Nullable;

/// A rule's own answer, a redirect or a direct response, with everything resolved. Unlike a [LocalReply] it is no
/// failure, and its body is the rule's. Immutable.
final class AnswerPlan {

    static final String DETAILS = "direct_response";

    private static final byte[] NOTHING = {};

    final int status;
    final byte[] body;
    final CompiledEdits edits;
    private final @Nullable RedirectLocation location;

    private AnswerPlan(int status, byte[] body, CompiledEdits edits, @Nullable RedirectLocation location) {
        this.status = status;
        this.body = body;
        this.edits = edits;
        this.location = location;
    }

    static AnswerPlan of(RouteAction.Redirect redirect) {
        return new AnswerPlan(
                redirect.code(), NOTHING, CompiledEdits.of(redirect.response()), RedirectLocation.of(redirect));
    }

    static AnswerPlan of(RouteAction.DirectResponse direct) {
        var body = hasBody(direct.status()) ? direct.content() : NOTHING;
        return new AnswerPlan(direct.status(), body, CompiledEdits.of(direct.response()), null);
    }

    /// RFC 9110 section 6.4.1.
    static boolean hasBody(int status) {
        return status != 204 && status != 304;
    }

    /// Where a redirect leads; null for a direct response.
    byte @Nullable [] location(RequestHead head) {
        return location == null ? null : location.of(head);
    }
}

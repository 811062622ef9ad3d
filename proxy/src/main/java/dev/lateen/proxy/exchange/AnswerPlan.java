package dev.lateen.proxy.exchange;

import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.HeaderEdits.Header;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.route.RedirectLocation;
import dev.lateen.snapshot.route.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule's own answer, a redirect, a direct response or one that its policies ask for, with everything resolved.
/// Unlike a [LocalReply] it is no failure, and its body is the rule's. Immutable.
final class AnswerPlan {

    private static final String DIRECT = "direct_response";
    private static final byte[] NOTHING = {};

    /// To a preflight; what is permitted is added by the [CorsPlan].
    static final AnswerPlan PREFLIGHT =
            new AnswerPlan(200, NOTHING, CompiledEdits.of(HeaderEdits.NONE), null, CorsPlan.DETAILS);

    final int status;
    final byte[] body;
    final CompiledEdits edits;
    final String details;
    private final @Nullable RedirectLocation location;

    private AnswerPlan(
            int status, byte[] body, CompiledEdits edits, @Nullable RedirectLocation location, String details) {
        this.status = status;
        this.body = body;
        this.edits = edits;
        this.location = location;
        this.details = details;
    }

    static AnswerPlan of(RouteAction.Redirect redirect) {
        return new AnswerPlan(
                redirect.code(), NOTHING, CompiledEdits.of(redirect.response()), RedirectLocation.of(redirect), DIRECT);
    }

    static AnswerPlan of(RouteAction.DirectResponse direct) {
        var body = hasBody(direct.status()) ? direct.content() : NOTHING;
        return new AnswerPlan(direct.status(), body, CompiledEdits.of(direct.response()), null, DIRECT);
    }

    /// A fault that a client of gRPC understands.
    static AnswerPlan ofGrpc(int status) {
        var headers = List.of(
                new Header("content-type", "application/grpc"),
                new Header("grpc-status", Integer.toString(status)),
                new Header("grpc-message", LocalReplies.FAULT_ABORT));
        var edits = CompiledEdits.of(new HeaderEdits(headers, List.of(), List.of()));
        return new AnswerPlan(200, NOTHING, edits, null, LocalReplies.FAULT_DETAILS);
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

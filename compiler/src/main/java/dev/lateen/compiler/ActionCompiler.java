package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.api.networking.VirtualService.HTTPRouteDestination;
import dev.lateen.api.networking.VirtualService.Headers;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteAction.Destination;
import dev.lateen.snapshot.RouteAction.Forward;
import dev.lateen.snapshot.RouteAction.Refuse;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.WeightPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one rule of a VirtualService does with a request.
final class ActionCompiler {

    static final int NOT_HONOURED_STATUS = 501;
    static final String NOT_HONOURED = "not_honoured";

    private static final int NO_WEIGHT_STATUS = 503;

    private final ProxyView view;
    private final Resource<VirtualService> owner;
    private final DestinationCompiler clusters;
    private final HeaderCompiler headers;
    private final AnswerCompiler answers;
    private final TrafficAnnotations annotations;

    /// @param annotations in force for the rules of `owner`
    ActionCompiler(ProxyView view, Resource<VirtualService> owner, RouteScope scope, TrafficAnnotations annotations) {
        this.view = view;
        this.owner = owner;
        this.clusters = new DestinationCompiler(view, owner, scope);
        this.headers = new HeaderCompiler(view, owner);
        this.annotations = annotations;
        this.answers = new AnswerCompiler(owner, scope, headers);
    }

    RouteAction compile(HTTPRoute rule, RouteMatch match, String path) {
        if (rule.redirect() != null) {
            return answers.redirect(rule, rule.redirect(), match, path);
        }
        if (rule.directResponse() != null) {
            return answers.directResponse(rule, rule.directResponse(), path);
        }
        if (rule.route().isEmpty()) {
            return new Refuse(
                    NOT_HONOURED_STATUS,
                    NOT_HONOURED,
                    path + ".route of " + Origins.text(owner, path) + " is empty (expected: a destination)");
        }
        var destinations = destinations(rule, path);
        if (destinations.size() > 1 && destinations.stream().allMatch(destination -> destination.weight() == 0)) {
            return new Refuse(
                    NO_WEIGHT_STATUS,
                    "no_weight",
                    path + ".route of " + Origins.text(owner, path) + " has only weights of 0");
        }
        PathRewrite rewrite;
        try {
            rewrite = PathCompiler.rewrite(rule.rewrite(), match);
        } catch (IllegalArgumentException e) {
            var place = path + ".rewrite.uriRegexRewrite";
            view.warn(owner, place, e.getMessage() + "; the requests of this rule get " + NOT_HONOURED_STATUS);
            return refuse(owner, place);
        }
        var timeout = rule.timeout();
        return new Forward(
                        destinations,
                        rewrite,
                        authority(rule, path),
                        timeout == null ? 0 : timeout.toMillis(),
                        request(rule.headers(), path),
                        response(rule.headers(), path))
                .withRetries(retries(rule))
                .withMirrors(new MirrorCompiler(clusters).compile(rule, path))
                .withWeights(destinations.size() > 1 ? annotations.weightPolicy(owner) : WeightPolicy.DEFAULT);
    }

    private RetryPolicy retries(HTTPRoute rule) {
        var policy = RetryCompiler.compile(rule.retries());
        boolean leaves =
                rule.route().size() > 1 && annotations.is(TrafficAnnotations.Key.RETRY_ON, "other-destination");
        return leaves ? policy.withOtherDestination() : policy;
    }

    /// Never something silently different: what the rule asks for and Lateen cannot do is refused by name.
    static Refuse refuse(Resource<?> owner, String path) {
        return new Refuse(
                NOT_HONOURED_STATUS, NOT_HONOURED, path + " of " + Origins.text(owner, path) + " is not honoured yet");
    }

    private List<Destination> destinations(HTTPRoute rule, String path) {
        var compiled = new ArrayList<Destination>();
        for (int i = 0; i < rule.route().size(); i++) {
            compiled.add(destination(rule, rule.route().get(i), path + ".route[" + i + "]"));
        }
        return compiled;
    }

    private Destination destination(HTTPRoute rule, HTTPRouteDestination weighted, String path) {
        var key = clusters.cluster(weighted.destination(), path + ".destination");
        var weight = weighted.weight();
        boolean healthAware = !annotations.is(TrafficAnnotations.Key.HEALTH_AWARE, "false");
        if (healthAware && weight != null && weight > 0 && rule.route().size() > 1) {
            view.share(key, owner, path);
        }
        var operations = weighted.headers() == null ? null : weighted.headers().request();
        return new Destination(
                key.clusterName(),
                weight == null ? 0 : weight,
                headers.authority(operations, path + ".headers.request"),
                request(weighted.headers(), path),
                response(weighted.headers(), path));
    }

    private @Nullable String authority(HTTPRoute rule, String path) {
        var rewrite = rule.rewrite();
        var authority = rewrite == null ? null : rewrite.authority();
        if (authority != null && !authority.isEmpty()) {
            return headers.authority(authority, path + ".rewrite.authority");
        }
        var operations = rule.headers() == null ? null : rule.headers().request();
        return headers.authority(operations, path + ".headers.request");
    }

    private HeaderEdits request(@Nullable Headers level, String path) {
        return headers.edits(level == null ? null : level.request(), path + ".headers.request");
    }

    private HeaderEdits response(@Nullable Headers level, String path) {
        return headers.edits(level == null ? null : level.response(), path + ".headers.response");
    }
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.networking.VirtualService.Destination;
import dev.lateen.api.networking.VirtualService.HTTPMirrorPolicy;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One rule of a delegate below the rule that delegates to it: what the delegate says wins, what it does not say is
/// inherited. Names in what is inherited are resolved in the namespace of the one that said them.
final class RuleMerge {

    private final String rootNamespace;
    private final String leafNamespace;

    RuleMerge(String rootNamespace, String leafNamespace) {
        this.rootNamespace = rootNamespace;
        this.leafNamespace = leafNamespace;
    }

    /// Null when the delegate's rule is not within the root's.
    @Nullable
    HTTPRoute merge(HTTPRoute root, HTTPRoute leaf) {
        var match = new MatchMerge(rootNamespace, leafNamespace).merge(root.match(), leaf.match());
        return match == null
                ? null
                : new HTTPRoute(
                        name(root.name(), leaf.name()),
                        match,
                        leaf.route(),
                        leaf.redirect(),
                        or(leaf.directResponse(), root.directResponse()),
                        null,
                        or(leaf.rewrite(), root.rewrite()),
                        or(leaf.timeout(), root.timeout()),
                        or(leaf.retries(), root.retries()),
                        or(leaf.fault(), root.fault()),
                        or(leaf.mirror(), mirror(root.mirror())),
                        or(leaf.mirrorPercentage(), root.mirrorPercentage()),
                        or(leaf.mirrorPercent(), root.mirrorPercent()),
                        leaf.mirrors().isEmpty() ? mirrors(root.mirrors()) : leaf.mirrors(),
                        or(leaf.corsPolicy(), root.corsPolicy()),
                        or(leaf.headers(), root.headers()));
    }

    /// `root-delegate`.
    static @Nullable String name(@Nullable String root, @Nullable String leaf) {
        if (leaf == null || leaf.isEmpty()) {
            return root;
        }
        return root == null || root.isEmpty() ? leaf : root + "-" + leaf;
    }

    private List<HTTPMirrorPolicy> mirrors(List<HTTPMirrorPolicy> mirrors) {
        return mirrors.stream()
                .map(policy -> new HTTPMirrorPolicy(mirror(policy.destination()), policy.percentage()))
                .toList();
    }

    private @Nullable Destination mirror(@Nullable Destination mirror) {
        return mirror == null || mirror.host() == null
                ? mirror
                : new Destination(Hostname.resolveShort(mirror.host(), rootNamespace), mirror.subset(), mirror.port());
    }

    private static <T> @Nullable T or(@Nullable T leaf, @Nullable T root) {
        return leaf == null ? root : leaf;
    }
}

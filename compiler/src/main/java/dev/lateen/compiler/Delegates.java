package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.Delegate;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.snapshot.VirtualHost.SkippedRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The HTTP rules of a VirtualService with those of its delegates in their places. One level: a delegate delegates no
/// further.
final class Delegates {

    private final ProxyView view;
    private final Resource<VirtualService> root;
    private final List<Rule> rules = new ArrayList<>();
    private final List<SkippedRule> skipped = new ArrayList<>();

    /// A rule as it is in force.
    ///
    /// @param owner who wrote it, in whose namespace its names are resolved
    /// @param index of the rule in its owner
    record Rule(HTTPRoute route, Resource<VirtualService> owner, int index) {}

    private Delegates(ProxyView view, Resource<VirtualService> root) {
        this.view = view;
        this.root = root;
    }

    static Delegates of(ProxyView view, Resource<VirtualService> root) {
        var delegates = new Delegates(view, root);
        var http = root.spec().http();
        for (int i = 0; i < http.size(); i++) {
            var delegate = http.get(i).delegate();
            if (delegate == null) {
                delegates.rules.add(new Rule(http.get(i), root, i));
            } else {
                delegates.add(http.get(i), delegate, i);
            }
        }
        return delegates;
    }

    List<Rule> rules() {
        return rules;
    }

    /// Rules whose delegate is missing, and those of delegates that are not within the rule above.
    List<SkippedRule> skipped() {
        return skipped;
    }

    /// The namespace of a delegate that names none is that of the root.
    static String namespace(Delegate delegate, String rootNamespace) {
        var given = delegate.namespace();
        return given == null || given.isEmpty() ? rootNamespace : given;
    }

    private void add(HTTPRoute rule, Delegate delegate, int index) {
        var namespace = namespace(delegate, root.key().namespace());
        var leaf = view.mesh().delegate(namespace, String.valueOf(delegate.name()));
        var problem = problem(leaf);
        if (leaf == null || problem != null) {
            var reason = "VirtualService " + namespace + "/" + delegate.name() + " " + problem;
            skipped.add(new SkippedRule(Origins.rule(root, index), "delegate: " + reason));
            view.warn(root, "spec.http[" + index + "].delegate", reason + "; this rule is not in force");
            return;
        }
        var merge = new RuleMerge(root.key().namespace(), namespace);
        for (int i = 0; i < leaf.spec().http().size(); i++) {
            var merged = merge.merge(rule, leaf.spec().http().get(i));
            if (merged == null) {
                outside(leaf, i, index);
            } else {
                rules.add(new Rule(merged, leaf, i));
            }
        }
    }

    private @Nullable String problem(@Nullable Resource<VirtualService> leaf) {
        if (leaf == null) {
            return "does not exist, or has hosts (expected: a VirtualService without hosts)";
        }
        var namespace = root.key().namespace();
        var visibility = Visibility.of(leaf.spec().exportTo(), leaf.key().namespace());
        return visibility.includes(namespace) ? null : "is not exported to namespace " + namespace;
    }

    private void outside(Resource<VirtualService> leaf, int leafIndex, int index) {
        var above = "spec.http[" + index + "].match of VirtualService "
                + root.key().namespace() + "/" + root.key().name();
        skipped.add(new SkippedRule(Origins.rule(leaf, leafIndex), "its match is not within " + above));
        view.warn(
                leaf,
                "spec.http[" + leafIndex + "].match",
                "not within " + above + ", which delegates to it; there this rule is not in force");
    }
}

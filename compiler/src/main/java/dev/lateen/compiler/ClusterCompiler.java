package dev.lateen.compiler;

import dev.lateen.compiler.DestinationRules.Merged;
import dev.lateen.compiler.DestinationRules.OwnedSubset;
import dev.lateen.compiler.ProxyView.Reference;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The clusters that routes need: service, port and subset with the DestinationRule in force. What does not exist gets
/// no cluster, so that its requests are answered with 503 `NC`, and a warning that says what is missing.
final class ClusterCompiler {

    private final ProxyView view;
    private final ClientTls tls;
    private final LocalityCompiler localities;
    private final Map<String, Optional<Merged>> rules = new HashMap<>();
    private final Set<ClusterKey> empty = new HashSet<>();

    ClusterCompiler(ProxyView view) {
        this.view = view;
        this.tls = new ClientTls(view);
        this.localities = new LocalityCompiler(view);
    }

    List<Cluster> compile() {
        var compiled = new ArrayList<Cluster>();
        view.clusters().forEach((key, reference) -> {
            if (view.isLoaded(key)) {
                compile(key, reference, compiled);
            } else {
                view.aside(() -> compile(key, reference, new ArrayList<>()));
            }
        });
        view.shares().stream()
                .filter(shared -> empty.contains(shared.cluster()))
                .map(ProxyView.Shared::reference)
                .forEach(share -> view.warn(
                        share.resource(),
                        share.path() + ".destination",
                        "no workload is there (expected: one with the labels); its share goes to the other destinations"
                                + " of the rule"));
        return compiled;
    }

    private void compile(ClusterKey key, @Nullable Reference reference, List<Cluster> compiled) {
        var cluster = compile(key, reference);
        if (cluster != null) {
            compiled.add(cluster);
            if (cluster.discovery() == Discovery.STATIC && cluster.endpoints().isEmpty()) {
                empty.add(key);
            }
        }
    }

    private @Nullable Cluster compile(ClusterKey key, @Nullable Reference reference) {
        var service = view.destination(key.host());
        if (service == null) {
            missing(
                    reference,
                    ".host",
                    "\"" + key.host() + "\" (expected: a host of a Service or ServiceEntry" + " that namespace "
                            + view.node().namespace() + " may use)");
            return null;
        }
        var port = service.port(key.port());
        if (port == null) {
            var known = service.ports().stream().map(MeshService.Port::number).toList();
            missing(
                    reference,
                    ".port",
                    key.port() + " (expected: a port of " + key.host() + ", which has " + known + ")");
            return null;
        }
        if (reference != null
                && port.discovery() == Discovery.ORIGINAL_DESTINATION
                && view.node().role() == ProxyNode.Role.GATEWAY) {
            view.warn(
                    reference.resource(),
                    reference.path() + ".host",
                    "\"" + key.host() + "\" has no endpoints (expected at a gateway: resolution STATIC or DNS; it goes"
                            + " nowhere just because a client names it); its requests get 503 UH");
        }
        var rule = ruleFor(service);
        if (key.subset().isEmpty()) {
            return cluster(key, service, rule, null, port);
        }
        var subset = rule == null ? null : rule.subsets().get(key.subset());
        if (subset == null) {
            missing(reference, ".subset", "\"" + key.subset() + "\" (expected: " + known(service, rule) + ")");
            return null;
        }
        return cluster(key, service, rule, subset, port.subset(subset.subset().labels()));
    }

    private @Nullable Merged ruleFor(MeshService service) {
        return rules.computeIfAbsent(service.host(), _ -> Optional.ofNullable(find(service)))
                .orElse(null);
    }

    private @Nullable Merged find(MeshService service) {
        var rule = view.mesh().destinationRules().find(service, view.node());
        if (rule != null) {
            rule.overruled().forEach(part -> view.warn(part.younger(), part.path(), part.reason()));
        }
        return rule;
    }

    private Cluster cluster(
            ClusterKey key,
            MeshService service,
            @Nullable Merged rule,
            @Nullable OwnedSubset subset,
            MeshService.Port port) {
        var policy = EffectivePolicy.DEFAULT
                .with(rule == null ? null : rule.policy(), key.port())
                .with(subset == null ? null : subset.subset().trafficPolicy(), key.port());
        boolean sidecar = view.node().role() == ProxyNode.Role.SIDECAR;
        boolean passesThrough = policy.passesThrough() && sidecar;
        if (policy.passesThrough()) {
            warnOfPassthrough(policy, rule, subset);
        } else if (localities.lacksOwnPlace(policy)) {
            warnOfPlace(rule, subset);
        }
        var origin = subset != null
                ? Origins.of(subset.owner(), subset.path())
                : rule == null ? null : Origins.of(rule.owner(), "spec");
        var owner = subset != null ? subset.owner() : rule == null ? null : rule.owner();
        return new Cluster(
                key.clusterName(),
                service.ref(),
                key.port(),
                key.subset().isEmpty() ? null : key.subset(),
                policy.loadBalancing(),
                policy.connectTimeoutMillis(),
                policy.idleTimeoutMillis(),
                policy.maxRequestsPerConnection(),
                passesThrough ? Discovery.ORIGINAL_DESTINATION : port.discovery(),
                passesThrough ? List.of() : localities.prioritised(policy, localities.within(policy, port.endpoints())),
                owner == null ? null : tls.compile(policy.tls(), owner),
                policy.tcp(),
                policy.retries(),
                passesThrough
                        ? PolicyCompiler.compile(policy, List.of(), null)
                        : PolicyCompiler.compile(
                                policy, localities.shares(policy, port.endpoints()), localities.zones(policy)),
                origin);
    }

    private void warnOfPassthrough(EffectivePolicy policy, @Nullable Merged rule, @Nullable OwnedSubset subset) {
        var owner = subset != null ? subset.owner() : rule == null ? null : rule.owner();
        if (owner == null) {
            return;
        }
        var path = subset == null ? "spec.trafficPolicy" : subset.path() + ".trafficPolicy";
        if (view.node().role() == ProxyNode.Role.SIDECAR) {
            if (policy.outlierDetection() != null) {
                view.warn(
                        owner,
                        path,
                        "outlierDetection has no effect beside loadBalancer.simple PASSTHROUGH (expected: another choice"
                                + " of endpoints): who is called is the client's choice, as in Istio");
            }
        } else {
            view.warn(
                    owner,
                    path,
                    "loadBalancer.simple PASSTHROUGH is for sidecars (expected at a gateway: LEAST_REQUEST, which is"
                            + " used, ROUND_ROBIN, RANDOM or consistentHash)");
        }
    }

    private void warnOfPlace(@Nullable Merged rule, @Nullable OwnedSubset given) {
        var own = given == null ? null : given.subset().trafficPolicy();
        var subset = own == null || own.loadBalancer() == null ? null : given;
        var owner = subset != null ? subset.owner() : rule == null ? null : rule.owner();
        if (owner != null) {
            view.warn(
                    owner,
                    subset == null ? "spec.trafficPolicy" : subset.path() + ".trafficPolicy",
                    "loadBalancer.zoneAwareLbSetting has no effect at a "
                            + (view.node().role() == ProxyNode.Role.GATEWAY ? "gateway" : "sidecar")
                            + " that does not say where it is (expected: the locality of its WorkloadEntry, or label"
                            + " istio-locality or topology.kubernetes.io/region and zone)");
        }
    }

    private static String known(MeshService service, @Nullable Merged rule) {
        if (rule == null) {
            return "a subset, but no DestinationRule applies to " + service.host();
        }
        return "a subset of " + rule.owner().key() + ", which has "
                + rule.subsets().keySet();
    }

    private void missing(@Nullable Reference reference, String field, String message) {
        if (reference != null) {
            view.warn(reference.resource(), reference.path() + field, message + "; its requests get 503 NC");
        }
    }
}

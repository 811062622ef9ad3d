package dev.lateen.api.validation;

import dev.lateen.api.type.PolicyTargetReference;
import dev.lateen.api.type.WorkloadSelector;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a policy applies to: the workloads of a `selector` or the resources of `targetRefs`, not both.
final class PolicyTargets {

    private static final Set<String> KINDS = Set.of(
            "gateway.networking.k8s.io/Gateway",
            "gateway.networking.k8s.io/GatewayClass",
            "networking.istio.io/ServiceEntry",
            "/Service",
            "core/Service");

    private PolicyTargets() {}

    static void check(
            Findings findings,
            @Nullable WorkloadSelector selector,
            @Nullable PolicyTargetReference targetRef,
            List<PolicyTargetReference> targetRefs) {
        if (selector != null) {
            WorkloadSelectors.check(findings, "spec.selector.matchLabels", selector.matchLabels());
            if (targetRef != null || !targetRefs.isEmpty()) {
                findings.exclusive("spec", "selector", targetRef == null ? "targetRefs" : "targetRef");
            }
        }
        if (targetRef != null) {
            target(findings, "spec.targetRef", targetRef);
            if (!targetRefs.isEmpty()) {
                findings.exclusive("spec", "targetRef", "targetRefs");
            }
        }
        for (int i = 0; i < targetRefs.size(); i++) {
            target(findings, "spec.targetRefs[" + i + "]", targetRefs.get(i));
        }
    }

    private static void target(Findings findings, String path, PolicyTargetReference target) {
        if (Findings.isBlank(target.name())) {
            findings.missing(path + ".name", "the name of a resource");
        }
        if (!Findings.isBlank(target.namespace())) {
            String given = Findings.orEmpty(target.namespace());
            findings.bad(path + ".namespace", given, "none, a policy's target is in its own namespace");
        }
        String kind = Findings.orEmpty(target.group()) + "/" + Findings.orEmpty(target.kind());
        if (!KINDS.contains(kind)) {
            findings.bad(
                    path + ".kind",
                    kind,
                    "Gateway or GatewayClass of gateway.networking.k8s.io, Service, ServiceEntry");
        }
    }
}

package dev.lateen.api.validation;

import dev.lateen.api.kubernetes.ConfigMap;
import dev.lateen.api.kubernetes.Deployment;
import dev.lateen.api.kubernetes.EndpointSlice;
import dev.lateen.api.kubernetes.Endpoints;
import dev.lateen.api.kubernetes.Namespace;
import dev.lateen.api.kubernetes.Pod;
import dev.lateen.api.kubernetes.Secret;
import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.Gateway;
import dev.lateen.api.networking.ProxyConfig;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.WorkloadEntry;
import dev.lateen.api.networking.WorkloadGroup;
import dev.lateen.api.security.AuthorizationPolicy;
import dev.lateen.api.security.PeerAuthentication;
import dev.lateen.api.security.RequestAuthentication;
import dev.lateen.api.telemetry.Telemetry;
import java.util.List;

/// Istio's admission rules (and Kubernetes' for its own kinds): all violations of a resource at once.
///
/// Looks at one resource alone; what needs others (a missing gateway, an unknown subset) is the compiler's to say.
/// Pure and safe for any thread.
public final class Validator {

    private Validator() {}

    public static List<Violation> validate(Resource<?> resource) {
        Findings findings = new Findings(resource);
        MetadataRules.check(findings, resource);
        String namespace = resource.key().namespace();
        switch (resource.spec()) {
            case Gateway gateway -> new GatewayValidator(findings).validate(gateway);
            case VirtualService service -> new VirtualServiceValidator(findings, namespace).validate(service);
            case DestinationRule rule -> new DestinationRuleValidator(findings, namespace).validate(rule);
            case ServiceEntry entry -> new ServiceEntryValidator(findings, namespace).validate(entry);
            case WorkloadEntry entry -> new WorkloadEntryValidator(findings).validate(entry, "spec");
            case WorkloadGroup group -> new WorkloadGroupValidator(findings).validate(group);
            case ProxyConfig config -> ProxyConfigValidator.validate(findings, config);
            case PeerAuthentication policy -> new PeerAuthenticationValidator(findings).validate(policy);
            case AuthorizationPolicy policy -> new AuthorizationPolicyValidator(findings).validate(policy);
            case RequestAuthentication policy -> new RequestAuthenticationValidator(findings).validate(policy);
            case Telemetry telemetry -> new TelemetryValidator(findings).validate(telemetry);
            case Sidecar sidecar -> new SidecarValidator(findings, namespace).validate(sidecar);
            case Endpoints endpoints -> new EndpointsValidator(findings).validate(endpoints);
            case EndpointSlice slice -> new EndpointsValidator(findings).validate(slice);
            case ConfigMap map -> ConfigMapValidator.validate(findings, map);
            case Pod pod -> new PodValidator(findings).validate(pod, "spec");
            case Deployment deployment -> new PodValidator(findings).validate(deployment);
            case Secret secret -> new SecretValidator(findings).validate(secret);
            case Service service -> new ServiceValidator(findings).validate(service);
            case Namespace ignored -> NamespaceValidator.validate(findings, resource.key());
            case null, default ->
                throw new IllegalStateException(
                        "no validator for " + resource.key().kind());
        }
        return findings.all();
    }
}

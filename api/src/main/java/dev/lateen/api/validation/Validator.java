package dev.lateen.api.validation;

import dev.lateen.api.kubernetes.Namespace;
import dev.lateen.api.kubernetes.Secret;
import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.Gateway;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.WorkloadEntry;
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
            case Sidecar sidecar -> new SidecarValidator(findings, namespace).validate(sidecar);
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

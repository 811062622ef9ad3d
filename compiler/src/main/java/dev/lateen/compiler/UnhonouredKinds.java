package dev.lateen.compiler;

import dev.lateen.api.meta.Kind;
import java.util.Optional;

/// Kinds that are read, checked and stored, and have no effect yet: what that means for whoever relies on them.
final class UnhonouredKinds {

    private UnhonouredKinds() {}

    /// The end of a sentence that begins with the kind; empty for kinds that have an effect.
    static Optional<String> consequence(Kind kind) {
        return switch (kind) {
            case AUTHORIZATION_POLICY ->
                enforced("IT PROTECTS NOTHING, requests that it denies or does not allow are served");
            case PEER_AUTHENTICATION -> enforced("IT PROTECTS NOTHING, plain text is spoken and accepted");
            case REQUEST_AUTHENTICATION -> enforced("IT PROTECTS NOTHING, requests with bad tokens are served");
            case TELEMETRY -> enforced("access log, metrics and traces are as the proxy's own settings have them");
            case PROXY_CONFIG -> enforced("proxies run on their own settings");
            case WORKLOAD_GROUP -> enforced("no WorkloadEntry is made from it");
            case ENDPOINTS, ENDPOINT_SLICE ->
                Optional.of("is stored and has no effect yet: the endpoints of a Service are its WorkloadEntries");
            case POD, DEPLOYMENT ->
                Optional.of(
                        "is stored and has no effect yet: Lateen starts no containers, and the endpoints of a Service"
                                + " are its WorkloadEntries");
            case CONFIG_MAP -> Optional.of("is stored and has no effect yet: no setting is taken from it");
            case GATEWAY,
                    VIRTUAL_SERVICE,
                    DESTINATION_RULE,
                    SERVICE_ENTRY,
                    WORKLOAD_ENTRY,
                    SIDECAR,
                    SERVICE,
                    NAMESPACE,
                    SECRET -> Optional.empty();
        };
    }

    private static Optional<String> enforced(String meaning) {
        return Optional.of("is not enforced yet: " + meaning);
    }
}

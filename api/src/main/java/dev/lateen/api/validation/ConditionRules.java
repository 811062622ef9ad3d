package dev.lateen.api.validation;

import dev.lateen.api.security.AuthorizationPolicy.Condition;
import java.util.List;
import java.util.Set;

/// `when` of an AuthorizationPolicy: an attribute and its values.
final class ConditionRules {

    private static final Set<String> IPS = Set.of("source.ip", "remote.ip", "destination.ip");
    private static final Set<String> PLAIN = Set.of(
            "source.namespace",
            "source.principal",
            "source.serviceAccount",
            "source.trustDomain",
            "request.auth.principal",
            "request.auth.audiences",
            "request.auth.presenter",
            "connection.sni");
    private static final Set<String> NOT_CUSTOM =
            Set.of("source.namespace", "source.principal", "source.serviceAccount", "request.auth.");
    private static final String PORT = "destination.port";
    private static final String HEADERS = "request.headers";
    private static final String CLAIMS = "request.auth.claims";
    private static final String EXPERIMENTAL = "experimental.envoy.filters.";

    private ConditionRules() {}

    static void check(Findings findings, String path, Condition condition, boolean custom) {
        String key = Findings.orEmpty(condition.key());
        if (key.isEmpty()) {
            findings.missing(path + ".key", "an attribute such as source.ip");
        } else if (!isKnown(key)) {
            findings.bad(
                    path + ".key",
                    key,
                    "request.headers[NAME], request.auth.claims[NAME], source.ip or another attribute of Istio");
        } else if (custom && NOT_CUSTOM.stream().anyMatch(key::startsWith)) {
            findings.bad(path + ".key", key, "no attribute of identities with action CUSTOM");
        }
        if (condition.values().isEmpty() && condition.notValues().isEmpty()) {
            findings.missing(path + ".values", "values or notValues");
        }
        values(findings, path + ".values", key, condition.values());
        values(findings, path + ".notValues", key, condition.notValues());
    }

    private static boolean isKnown(String key) {
        return IPS.contains(key)
                || PLAIN.contains(key)
                || key.equals(PORT)
                || isIndexed(key, HEADERS)
                || isIndexed(key, CLAIMS)
                || (key.startsWith(EXPERIMENTAL) && key.length() > EXPERIMENTAL.length());
    }

    /// `request.headers[x]`, for claims also `[x][y]`.
    private static boolean isIndexed(String key, String attribute) {
        return key.startsWith(attribute + "[") && key.endsWith("]") && key.length() > attribute.length() + 2;
    }

    private static void values(Findings findings, String path, String key, List<String> values) {
        PolicyValues.check(findings, path, values);
        if (key.equals(PORT)) {
            PolicyValues.checkPorts(findings, path, values);
        }
        for (int i = 0; i < values.size(); i++) {
            if (IPS.contains(key) && !values.get(i).isEmpty()) {
                Addresses.checkSubnet(findings, path + "[" + i + "]", values.get(i));
            }
        }
    }
}

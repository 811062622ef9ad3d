package dev.lateen.api.validation;

import dev.lateen.api.security.AuthorizationPolicy.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `source` of an AuthorizationPolicy: who sends.
final class SourceRules {

    /// What an external authorizer's policy cannot look at.
    private static final Set<String> NOT_CUSTOM = Set.of(
            "principals",
            "notPrincipals",
            "requestPrincipals",
            "notRequestPrincipals",
            "namespaces",
            "notNamespaces",
            "serviceAccounts",
            "notServiceAccounts");

    private static final Set<String> HTTP = Set.of("requestPrincipals", "notRequestPrincipals");

    private SourceRules() {}

    static void check(Findings findings, String path, Source source, boolean custom) {
        Map<String, List<String>> fields = fields(source);
        if (fields.values().stream().allMatch(List::isEmpty)) {
            findings.missing(path, "at least one field with values");
        }
        fields.forEach((name, values) -> {
            String at = path + "." + name;
            PolicyValues.check(findings, at, values);
            if (custom && !values.isEmpty() && NOT_CUSTOM.contains(name)) {
                findings.error(at, name + " with action CUSTOM (expected: ipBlocks or remoteIpBlocks)");
            }
        });
        ips(findings, path + ".ipBlocks", source.ipBlocks());
        ips(findings, path + ".notIpBlocks", source.notIpBlocks());
        ips(findings, path + ".remoteIpBlocks", source.remoteIpBlocks());
        ips(findings, path + ".notRemoteIpBlocks", source.notRemoteIpBlocks());
        accounts(findings, path, source);
    }

    static boolean isKnownOfTcp(Source source) {
        return fields(source).entrySet().stream()
                .anyMatch(field ->
                        !HTTP.contains(field.getKey()) && !field.getValue().isEmpty());
    }

    private static Map<String, List<String>> fields(Source source) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("principals", source.principals());
        fields.put("notPrincipals", source.notPrincipals());
        fields.put("requestPrincipals", source.requestPrincipals());
        fields.put("notRequestPrincipals", source.notRequestPrincipals());
        fields.put("namespaces", source.namespaces());
        fields.put("notNamespaces", source.notNamespaces());
        fields.put("serviceAccounts", source.serviceAccounts());
        fields.put("notServiceAccounts", source.notServiceAccounts());
        fields.put("ipBlocks", source.ipBlocks());
        fields.put("notIpBlocks", source.notIpBlocks());
        fields.put("remoteIpBlocks", source.remoteIpBlocks());
        fields.put("notRemoteIpBlocks", source.notRemoteIpBlocks());
        fields.put("trustDomains", source.trustDomains());
        fields.put("notTrustDomains", source.notTrustDomains());
        return fields;
    }

    private static void ips(Findings findings, String path, List<String> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            if (!blocks.get(i).isEmpty()) {
                Addresses.checkSubnet(findings, path + "[" + i + "]", blocks.get(i));
            }
        }
    }

    private static void accounts(Findings findings, String path, Source source) {
        boolean given = !source.serviceAccounts().isEmpty()
                || !source.notServiceAccounts().isEmpty();
        if (given && !(source.namespaces().isEmpty() && source.notNamespaces().isEmpty())) {
            findings.exclusive(path, "serviceAccounts", "namespaces");
        }
        if (given && !(source.principals().isEmpty() && source.notPrincipals().isEmpty())) {
            findings.exclusive(path, "serviceAccounts", "principals");
        }
        plain(findings, path + ".serviceAccounts", source.serviceAccounts());
        plain(findings, path + ".notServiceAccounts", source.notServiceAccounts());
    }

    private static void plain(Findings findings, String path, List<String> accounts) {
        for (int i = 0; i < accounts.size(); i++) {
            String account = accounts.get(i);
            long slashes = account.chars().filter(c -> c == '/').count();
            if (account.contains("*") || slashes > 1 || account.startsWith("/") || account.endsWith("/")) {
                findings.bad(path + "[" + i + "]", account, "name or namespace/name, without a wildcard");
            }
        }
    }
}

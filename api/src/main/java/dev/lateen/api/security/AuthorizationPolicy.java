package dev.lateen.api.security;

import dev.lateen.api.type.PolicyTargetReference;
import dev.lateen.api.type.WorkloadSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may do what at a workload; field by field Istio's `security.istio.io/AuthorizationPolicy`.
///
/// @param action null means ALLOW
public record AuthorizationPolicy(
        @Nullable WorkloadSelector selector,
        @Nullable PolicyTargetReference targetRef,
        List<PolicyTargetReference> targetRefs,
        List<Rule> rules,
        @Nullable Action action,
        @Nullable ExtensionProvider provider) {

    public AuthorizationPolicy {
        targetRefs = List.copyOf(targetRefs);
        rules = List.copyOf(rules);
    }

    public enum Action {
        ALLOW,
        DENY,
        AUDIT,
        CUSTOM
    }

    public record ExtensionProvider(@Nullable String name) {}

    public record Rule(List<From> from, List<To> to, List<Condition> when) {
        public Rule {
            from = List.copyOf(from);
            to = List.copyOf(to);
            when = List.copyOf(when);
        }

        public record From(@Nullable Source source) {}

        public record To(@Nullable Operation operation) {}
    }

    public record Source(
            List<String> principals,
            List<String> notPrincipals,
            List<String> requestPrincipals,
            List<String> notRequestPrincipals,
            List<String> namespaces,
            List<String> notNamespaces,
            List<String> serviceAccounts,
            List<String> notServiceAccounts,
            List<String> ipBlocks,
            List<String> notIpBlocks,
            List<String> remoteIpBlocks,
            List<String> notRemoteIpBlocks,
            List<String> trustDomains,
            List<String> notTrustDomains) {
        public Source {
            principals = List.copyOf(principals);
            notPrincipals = List.copyOf(notPrincipals);
            requestPrincipals = List.copyOf(requestPrincipals);
            notRequestPrincipals = List.copyOf(notRequestPrincipals);
            namespaces = List.copyOf(namespaces);
            notNamespaces = List.copyOf(notNamespaces);
            serviceAccounts = List.copyOf(serviceAccounts);
            notServiceAccounts = List.copyOf(notServiceAccounts);
            ipBlocks = List.copyOf(ipBlocks);
            notIpBlocks = List.copyOf(notIpBlocks);
            remoteIpBlocks = List.copyOf(remoteIpBlocks);
            notRemoteIpBlocks = List.copyOf(notRemoteIpBlocks);
            trustDomains = List.copyOf(trustDomains);
            notTrustDomains = List.copyOf(notTrustDomains);
        }
    }

    public record Operation(
            List<String> hosts,
            List<String> notHosts,
            List<String> ports,
            List<String> notPorts,
            List<String> methods,
            List<String> notMethods,
            List<String> paths,
            List<String> notPaths) {
        public Operation {
            hosts = List.copyOf(hosts);
            notHosts = List.copyOf(notHosts);
            ports = List.copyOf(ports);
            notPorts = List.copyOf(notPorts);
            methods = List.copyOf(methods);
            notMethods = List.copyOf(notMethods);
            paths = List.copyOf(paths);
            notPaths = List.copyOf(notPaths);
        }
    }

    public record Condition(@Nullable String key, List<String> values, List<String> notValues) {
        public Condition {
            values = List.copyOf(values);
            notValues = List.copyOf(notValues);
        }
    }
}

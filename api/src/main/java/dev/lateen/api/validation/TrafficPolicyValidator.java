package dev.lateen.api.validation;

import dev.lateen.api.networking.DestinationRule.ClientTLSSettings;
import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings;
import dev.lateen.api.networking.DestinationRule.OutlierDetection;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy.PortTrafficPolicy;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy.RetryBudget;
import dev.lateen.api.networking.DestinationRule.TrafficPolicy.TunnelSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `trafficPolicy` of a DestinationRule, of a subset and of a port.
final class TrafficPolicyValidator {

    private static final List<String> TUNNELS = List.of("", "CONNECT", "POST");

    private final Findings findings;

    TrafficPolicyValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(TrafficPolicy policy, String path) {
        Blocks blocks =
                new Blocks(policy.loadBalancer(), policy.connectionPool(), policy.outlierDetection(), policy.tls());
        boolean others = policy.tunnel() != null || policy.proxyProtocol() != null || policy.retryBudget() != null;
        if (blocks.isEmpty() && !others && policy.portLevelSettings().isEmpty()) {
            findings.missing(path, "loadBalancer, connectionPool, outlierDetection, tls or another setting");
        }
        blocks(blocks, path);
        for (int i = 0; i < policy.portLevelSettings().size(); i++) {
            port(policy.portLevelSettings().get(i), path + ".portLevelSettings[" + i + "]");
        }
        if (policy.tunnel() != null) {
            tunnel(policy.tunnel(), path + ".tunnel");
            if (policy.proxyProtocol() != null) {
                findings.exclusive(path, "tunnel", "proxyProtocol");
            }
        }
        if (policy.retryBudget() != null) {
            retryBudget(policy.retryBudget(), path + ".retryBudget");
        }
    }

    private void port(PortTrafficPolicy policy, String path) {
        Integer number = policy.port() == null ? null : policy.port().number();
        if (number == null) {
            findings.missing(path + ".port.number", Ports.RANGE);
        } else {
            Ports.check(findings, path + ".port.number", number);
        }
        Blocks blocks =
                new Blocks(policy.loadBalancer(), policy.connectionPool(), policy.outlierDetection(), policy.tls());
        if (blocks.isEmpty()) {
            findings.missing(path, "loadBalancer, connectionPool, outlierDetection or tls");
        }
        blocks(blocks, path);
    }

    private void blocks(Blocks blocks, String path) {
        if (blocks.balancer() != null) {
            boolean ejects = blocks.outliers() != null;
            new LoadBalancerValidator(findings, path + ".loadBalancer").validate(blocks.balancer(), ejects);
        }
        if (blocks.pool() != null) {
            ConnectionPoolRules.check(findings, path + ".connectionPool", blocks.pool());
        }
        if (blocks.outliers() != null) {
            OutlierRules.check(findings, path + ".outlierDetection", blocks.outliers());
        }
        if (blocks.tls() != null) {
            ClientTlsRules.check(findings, path + ".tls", blocks.tls());
        }
    }

    private void tunnel(TunnelSettings tunnel, String path) {
        String protocol = Findings.orEmpty(tunnel.protocol());
        if (!TUNNELS.contains(protocol)) {
            findings.bad(path + ".protocol", protocol, "CONNECT or POST");
        }
        if (tunnel.targetHost() == null || tunnel.targetHost().isEmpty()) {
            findings.missing(path + ".targetHost", "a domain name or an IP address");
        } else {
            Hosts.checkDomainOrIp(findings, path + ".targetHost", tunnel.targetHost());
        }
        Ports.check(findings, path + ".targetPort", tunnel.targetPort() == null ? 0 : tunnel.targetPort());
    }

    private void retryBudget(RetryBudget budget, String path) {
        if (budget.percent() != null
                && !(budget.percent().value() >= 0 && budget.percent().value() <= 100)) {
            findings.bad(path + ".percent.value", budget.percent().value(), "0..100");
        }
        Numbers.notNegative(findings, path + ".minRetryConcurrency", budget.minRetryConcurrency());
    }

    /// What a destination's policy and a port's have in common.
    private record Blocks(
            @Nullable LoadBalancerSettings balancer,
            @Nullable ConnectionPoolSettings pool,
            @Nullable OutlierDetection outliers,
            @Nullable ClientTLSSettings tls) {

        boolean isEmpty() {
            return balancer == null && pool == null && outliers == null && tls == null;
        }
    }
}

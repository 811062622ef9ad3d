package dev.lateen.compiler;

import dev.lateen.api.kubernetes.Service;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule;
import dev.lateen.api.networking.DestinationRule.LoadBalancerSettings.SimpleLB;
import dev.lateen.api.networking.Gateway;
import dev.lateen.api.networking.Gateway.TLSmode;
import dev.lateen.api.networking.ServiceEntry;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.L4MatchAttributes;
import dev.lateen.api.networking.VirtualService.TLSMatchAttributes;
import dev.lateen.api.networking.WorkloadEntry;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Values that are not honoured in fields that are.
final class UnhonouredValues {

    private final Resource<?> resource;
    private final List<Violation> warnings = new ArrayList<>();

    private UnhonouredValues(Resource<?> resource) {
        this.resource = resource;
    }

    static List<Violation> of(Resource<?> resource, Object spec) {
        var values = new UnhonouredValues(resource);
        switch (spec) {
            case Gateway gateway -> values.check(gateway);
            case VirtualService virtualService -> {
                values.check(virtualService);
                values.warnings.addAll(TrafficAnnotations.problems(resource));
            }
            case DestinationRule rule -> values.check(rule);
            case ServiceEntry entry -> values.check(entry);
            case WorkloadEntry entry -> values.check(entry, "spec");
            case Service service -> values.check(service);
            case Sidecar sidecar -> values.warnings.addAll(UnhonouredSidecarValues.of(resource, sidecar));
            default -> {}
        }
        return values.warnings;
    }

    private void warn(String path, @Nullable Object value, String expected) {
        warnings.add(Violation.warning(resource, path, value + " is not honoured yet (expected: " + expected + ")"));
    }

    private void check(Gateway gateway) {
        for (int i = 0; i < gateway.servers().size(); i++) {
            var server = gateway.servers().get(i);
            var path = "spec.servers[" + i + "]";
            var port = server.port();
            var protocol = port == null || port.protocol() == null ? "TCP" : port.protocol();
            var tls = server.tls();
            var mode = tls == null ? null : tls.mode();
            if (mode == TLSmode.ISTIO_MUTUAL || mode == TLSmode.AUTO_PASSTHROUGH) {
                warn(path + ".tls.mode", mode, "PASSTHROUGH, SIMPLE, MUTUAL or OPTIONAL_MUTUAL; the server is refused");
            } else if (Protocol.of(protocol) == Protocol.HTTP2) {
                warn(path + ".port.protocol", protocol, "HTTP; only HTTP/1.1 is served");
            }
            var bind = server.bind();
            if (bind != null && !bind.isEmpty() && !Binds.isAddress(bind)) {
                warn(path + ".bind", "\"" + bind + "\"", "an IP address; the server is refused");
            }
        }
    }

    private void check(VirtualService virtualService) {
        checkBytes(virtualService);
        for (int i = 0; i < virtualService.http().size(); i++) {
            var redirect = virtualService.http().get(i).redirect();
            if (redirect != null && !AnswerCompiler.REDIRECT_CODES.contains(AnswerCompiler.code(redirect))) {
                warn(
                        "spec.http[" + i + "].redirect.redirectCode",
                        redirect.redirectCode(),
                        "301, 302, 303, 307 or 308; the requests of this rule get 501");
            }
            checkRetries(virtualService.http().get(i).retries(), "spec.http[" + i + "].retries.retryOn");
            var matches = virtualService.http().get(i).match();
            for (int j = 0; j < matches.size(); j++) {
                var path = "spec.http[" + i + "].match[" + j + "]";
                for (var name : matches.get(j).headers().keySet()) {
                    checkClaim(path + ".headers." + name, name);
                }
                for (var name : matches.get(j).withoutHeaders().keySet()) {
                    checkClaim(path + ".withoutHeaders." + name, name);
                }
            }
        }
    }

    private void checkRetries(VirtualService.@Nullable HTTPRetry retries, String path) {
        var retryOn = retries == null ? null : retries.retryOn();
        for (var never : RetryCompiler.NEVER) {
            if (retryOn != null && RetryCompiler.conditions(retryOn).contains(never)) {
                warn(path, never, "another condition; this one never holds");
            }
        }
    }

    private void checkBytes(VirtualService virtualService) {
        var gateways = virtualService.gateways();
        boolean mesh = gateways.isEmpty() || gateways.contains(RouteScope.MESH);
        if (mesh && !virtualService.tcp().isEmpty()) {
            checkMesh("spec.tcp");
        }
        if (mesh && !virtualService.tls().isEmpty()) {
            checkMesh("spec.tls");
        }
        if (gateways.stream().anyMatch(name -> !name.equals(RouteScope.MESH))) {
            for (int i = 0; i < virtualService.tcp().size(); i++) {
                var matches = virtualService.tcp().get(i).match().stream();
                checkSubnets("spec.tcp[" + i + "]", matches.map(L4MatchAttributes::destinationSubnets));
            }
            for (int i = 0; i < virtualService.tls().size(); i++) {
                var matches = virtualService.tls().get(i).match().stream();
                checkSubnets("spec.tls[" + i + "]", matches.map(TLSMatchAttributes::destinationSubnets));
            }
        }
    }

    private void checkMesh(String path) {
        warn(
                path,
                "gateway mesh without a listener",
                "an egress listener of a Sidecar with bind or captureMode NONE, where these rules hold");
    }

    private void checkSubnets(String rule, Stream<List<String>> ofMatches) {
        var subnets = ofMatches.toList();
        for (int i = 0; i < subnets.size(); i++) {
            if (!subnets.get(i).isEmpty()) {
                warn(
                        rule + ".match[" + i + "].destinationSubnets",
                        subnets.get(i),
                        "gateway mesh; gateways do not look at it, as in Istio");
            }
        }
    }

    private void checkClaim(String path, String header) {
        if (MatchCompiler.isClaim(header)) {
            warn(path, header, "a header; claims of tokens are not known yet, so this match never holds");
        }
    }

    private void check(DestinationRule rule) {
        check(rule.trafficPolicy(), "spec.trafficPolicy");
        for (int i = 0; i < rule.subsets().size(); i++) {
            check(rule.subsets().get(i).trafficPolicy(), "spec.subsets[" + i + "].trafficPolicy");
        }
    }

    private void check(DestinationRule.@Nullable TrafficPolicy policy, String path) {
        if (policy == null) {
            return;
        }
        check(policy.tls(), path + ".tls");
        check(policy.loadBalancer(), path + ".loadBalancer");
        var ports = policy.portLevelSettings();
        for (int i = 0; i < ports.size(); i++) {
            var port = path + ".portLevelSettings[" + i + "]";
            check(ports.get(i).tls(), port + ".tls");
            check(ports.get(i).loadBalancer(), port + ".loadBalancer");
        }
    }

    private void check(DestinationRule.@Nullable LoadBalancerSettings balancer, String path) {
        if (balancer == null) {
            return;
        }
        var locality = balancer.localityLbSetting();
        if (locality != null
                && !locality.distribute().isEmpty()
                && !locality.failoverPriority().isEmpty()) {
            warn(
                    path + ".localityLbSetting.failoverPriority",
                    locality.failoverPriority(),
                    "no distribute beside it; that alone counts, as in Istio");
        }
        boolean zones = balancer.zoneAwareLbSetting() != null
                && !Boolean.FALSE.equals(balancer.zoneAwareLbSetting().enabled());
        if (zones && balancer.consistentHash() != null) {
            warn(
                    path + ".zoneAwareLbSetting",
                    "a preference for the own zone",
                    "no consistentHash beside it; a key has one endpoint for callers of all zones, as in Envoy. Regions"
                            + " count");
        }
        if (zones && balancer.simple() == SimpleLB.PASSTHROUGH) {
            warn(path + ".zoneAwareLbSetting", "zone awareness", "another choice than PASSTHROUGH; it has no effect");
        }
        boolean warms = balancer.warmup() != null || balancer.warmupDurationSecs() != null;
        boolean cannot = balancer.consistentHash() != null
                || balancer.simple() == SimpleLB.RANDOM
                || balancer.simple() == SimpleLB.PASSTHROUGH;
        if (warms && cannot) {
            warn(path + ".warmup", "warm-up", "ROUND_ROBIN or LEAST_REQUEST; it has no effect with another choice");
        }
    }

    private void check(DestinationRule.@Nullable ClientTLSSettings tls, String path) {
        if (tls != null && tls.mode() == DestinationRule.ClientTLSSettings.TLSmode.ISTIO_MUTUAL) {
            warn(path + ".mode", "ISTIO_MUTUAL", "DISABLE, SIMPLE or MUTUAL; plain text is spoken");
        }
    }

    private void check(ServiceEntry entry) {
        for (int i = 0; i < entry.ports().size(); i++) {
            var protocol = entry.ports().get(i).protocol();
            if (Protocol.of(protocol) != Protocol.HTTP) {
                var reach = Protocol.of(protocol) == Protocol.OTHER
                        ? "HTTP; only tcp and tls rules of gateways reach it"
                        : "HTTP; only HTTP/1.1 is spoken to it";
                warn("spec.ports[" + i + "].protocol", protocol == null ? "TCP" : protocol, reach);
            }
        }
        for (int i = 0; i < entry.endpoints().size(); i++) {
            checkSocket(entry.endpoints().get(i).address(), "spec.endpoints[" + i + "]");
        }
    }

    private void check(WorkloadEntry entry, String path) {
        var address = entry.address();
        checkSocket(address, path);
        if (address != null && !EndpointCompiler.isSocket(address) && !EndpointCompiler.isAddress(address)) {
            warn(
                    path + ".address",
                    "\"" + address + "\"",
                    "an IP address, or a ServiceEntry with resolution DNS that selects the workload; others send it"
                            + " no requests");
        }
    }

    private void checkSocket(@Nullable String address, String path) {
        if (address != null && EndpointCompiler.isSocket(address)) {
            warn(path + ".address", "\"" + address + "\"", "an IP address or a name; the workload gets no requests");
        }
    }

    private void check(Service service) {
        if ("None".equals(service.clusterIP())) {
            warn("spec.clusterIP", "None", "names of single workloads are not known");
        }
        for (int i = 0; i < service.ports().size(); i++) {
            var port = service.ports().get(i);
            var protocol = Protocol.ofServicePort(port.protocol(), port.appProtocol(), port.name());
            if (protocol == Protocol.HTTP2) {
                warn("spec.ports[" + i + "]", "HTTP/2 or gRPC", "HTTP/1.1, which is spoken to it");
            }
        }
    }
}

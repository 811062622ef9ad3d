package dev.lateen.benchmarks.peer;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.benchmarks.scenario.Scenario.Setup;
import dev.lateen.benchmarks.scenario.Scenario.Tls;
import dev.lateen.benchmarks.scenario.Work;
import java.util.ArrayList;
import java.util.List;

/// The work in Istio's words: one Gateway, a ServiceEntry for each upstream, a VirtualService for each host.
public final class LateenResources {

    public static final String NAMESPACE = "istio-system";

    private LateenResources() {}

    static List<Resource<?>> of(Setup setup, Place place) {
        var all = setup.tls() == Tls.NONE
                ? plain(place.work())
                : behind(tlsGateway(place.stage().certificate()), place.work());
        if (setup.policies()) {
            all.add(read(policies("a")));
            all.add(read(policies("b")));
        }
        return all;
    }

    /// Without TLS.
    public static List<Resource<?>> plain(Work work) {
        return behind(gateway(LateenPeer.PLAIN_PORT, "HTTP"), work);
    }

    private static List<Resource<?>> behind(String gateway, Work work) {
        var all = new ArrayList<Resource<?>>();
        all.add(read(gateway));
        all.add(read(upstream("a", work.upstreamA())));
        all.add(read(upstream("b", work.upstreamB())));
        work.hosts().forEach(host -> all.add(read(virtualService(host))));
        return all;
    }

    /// A host that nobody asks for; each number makes another configuration.
    static Resource<?> change(int number) {
        return read(virtualService(new Work.Host(
                "changing.example.com", List.of(new Work.Route("changing.example.com", "/part" + number + "/")))));
    }

    private static Resource<?> read(String yaml) {
        var read = ResourceReader.read("bench.yaml", yaml, NAMESPACE);
        if (read.hasErrors()) {
            throw new IllegalStateException(read.violations().toString());
        }
        return read.resources().getFirst();
    }

    private static String gateway(int port, String protocol) {
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: bench, namespace: istio-system}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: %d, name: bench, protocol: %s}
                    hosts: ["*.example.com"]
                """.formatted(port, protocol);
    }

    private static String tlsGateway(Certificate certificate) {
        return gateway(LateenPeer.TLS_PORT, "HTTPS") + """
                    tls:
                      mode: SIMPLE
                      minProtocolVersion: TLSV1_3
                      serverCertificate: %s
                      privateKey: %s
                """.formatted(certificate.chain(), certificate.key());
    }

    private static String upstream(String name, int port) {
        return """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: %1$s, namespace: istio-system}
                spec:
                  hosts: [%1$s.bench.internal]
                  location: MESH_EXTERNAL
                  resolution: STATIC
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  endpoints: [{address: 127.0.0.1, ports: {http: %2$d}}]
                """.formatted(name, port);
    }

    /// Everything that watches a request on its way, at values that no request reaches; retries are on by default.
    private static String policies(String name) {
        return """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: %1$s, namespace: istio-system}
                spec:
                  host: %1$s.bench.internal
                  trafficPolicy:
                    loadBalancer: {simple: LEAST_REQUEST}
                    connectionPool:
                      tcp: {maxConnections: 4096}
                      http: {http1MaxPendingRequests: 4096, http2MaxRequests: 4096, maxRetries: 64}
                    outlierDetection: {consecutive5xxErrors: 5, interval: 1s, baseEjectionTime: 30s}
                """.formatted(name);
    }

    private static String virtualService(Work.Host host) {
        var rules = new StringBuilder();
        for (var route : host.routes()) {
            rules.append(
                    """
                      - match: [{uri: {prefix: %1$s}, headers: {%2$s: {exact: %3$s}}}]
                        route: [{destination: {host: b.bench.internal}}]
                      - match: [{uri: {prefix: %1$s}}]
                        route:
                        - {destination: {host: a.bench.internal}, weight: %4$d}
                        - {destination: {host: b.bench.internal}, weight: %5$d}
                    """.formatted(route.prefix(), Work.TIER_HEADER, Work.GOLD, Work.PERCENT_A, 100 - Work.PERCENT_A)
                            .indent(0));
        }
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s, namespace: istio-system}
                spec:
                  hosts: [%s]
                  gateways: [bench]
                  http:
                """.formatted(host.name().replace('.', '-'), host.name()) + rules;
    }
}

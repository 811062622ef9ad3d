package dev.lateen.benchmarks.peer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.benchmarks.scenario.Scenario.Setup;
import dev.lateen.benchmarks.scenario.Scenario.Tls;
import dev.lateen.benchmarks.scenario.Work;
import java.util.ArrayList;
import java.util.List;

/// The work in Istio's words: one Gateway, a ServiceEntry for each upstream, a VirtualService for each host.
final class LateenResources {

    static final String NAMESPACE = "istio-system";

    private LateenResources() {}

    static List<JsonNode> of(Setup setup, Place place) {
        var all = new ArrayList<JsonNode>();
        all.add(read(gateway(setup, place)));
        all.add(read(upstream("a", place.work().upstreamA())));
        all.add(read(upstream("b", place.work().upstreamB())));
        place.work().hosts().forEach(host -> all.add(read(virtualService(host))));
        return all;
    }

    /// A host that nobody asks for; each number makes another configuration.
    static JsonNode change(int number) {
        return read(virtualService(new Work.Host(
                "changing.example.com", List.of(new Work.Route("changing.example.com", "/part" + number + "/")))));
    }

    private static JsonNode read(String yaml) {
        var read = ResourceReader.read("bench.yaml", yaml, NAMESPACE);
        if (read.hasErrors()) {
            throw new IllegalStateException(read.violations().toString());
        }
        return read.resources().stream().map(Resource::document).findFirst().orElseThrow();
    }

    private static String gateway(Setup setup, Place place) {
        boolean plain = setup.tls() == Tls.NONE;
        var tls = plain
                ? ""
                : """
                    tls:
                      mode: SIMPLE
                      minProtocolVersion: TLSV1_3
                      serverCertificate: %s
                      privateKey: %s
                """.formatted(place.certificate().chain(), place.certificate().key());
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: bench, namespace: istio-system}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: %d, name: bench, protocol: %s}
                    hosts: ["*.example.com"]
                """.formatted(plain ? LateenPeer.PLAIN_PORT : LateenPeer.TLS_PORT, plain ? "HTTP" : "HTTPS") + tls;
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

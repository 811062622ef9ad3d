package dev.lateen.compiler;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Hostname;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.route.CompiledRoute;
import dev.lateen.snapshot.route.RequestHeads;
import dev.lateen.snapshot.route.RouteTable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Requests through Istio's own simulation of gateways and sidecars.
class PeerSimulationTest {

    /// Files that cannot pass yet, with the reason.
    private static final Map<String, String> MISSES = Map.ofEntries(
            entry("gatewayservices-wrong-namespace.yaml", "an annotation of the Gateway API names a Service"),
            entry("loop-case.yaml", "needs intercepted connections"),
            entry("targetport-multiple-target-port.yaml", "one port bound twice, an annotation of the Gateway API"));

    /// Files without calls that could be made.
    private static final List<String> EMPTY = List.of("headlessservices-case.yaml", "passthroughtraffic-case.yaml");

    /// What a launcher says about the gateway's own Service; elsewhere ports are bound as they are.
    private static final Map<String, Map<Integer, Integer>> TRANSLATED = Map.of(
            "disableporttranslation-multiple-target-port-target-port-firs.yaml", Map.of(80, 8080),
            "gatewayservices-multiple-overlapping-services.yaml", Map.of(80, 8080, 81, 8080),
            "gatewayservices-no-match-selector.yaml", Map.of(80, 8080, 82, 82));

    private static final Map<Integer, Integer> AS_THEY_ARE = Map.of(80, 80, 81, 81, 443, 443);

    @Test
    void requestsGoWhereThePeerSaysTheyGo() throws IOException {
        var failures = new TreeMap<String, String>();
        int calls = 0;
        int failed = 0;
        for (var file : PeerCases.files("simulation")) {
            var name = String.valueOf(file.getFileName());
            var one = PeerCases.map(PeerCases.load(file));
            var snapshot = compile(name, one);
            for (var call : PeerCases.list(one.get("calls") instanceof List<?> list ? list : null)) {
                calls++;
                var failure = failure(snapshot, call);
                if (!failure.isEmpty()) {
                    failed++;
                    failures.merge(name, failure, (a, b) -> a + "; " + b);
                }
            }
            if (EMPTY.contains(name)) {
                assertThat(one.get("calls")).isIn(List.of(), "testCalls");
            }
        }
        assertThat(failures.keySet()).as(failures.toString()).isEqualTo(new TreeMap<>(MISSES).keySet());
        assertThat(calls).isEqualTo(30);
        assertThat(calls - failed).as(failures.toString()).isEqualTo(25);
    }

    private static Snapshot compile(String file, Map<String, Object> one) {
        var mesh = MeshState.of(
                PeerCases.resources(PeerCases.text(one, "config") + "\n---\n" + PeerCases.text(one, "kubeConfig")));
        ProxyNode node = PeerCases.text(one, "proxy").startsWith("router")
                ? Meshes.gateway(TRANSLATED.getOrDefault(file, AS_THEY_ARE))
                : Meshes.sidecar();
        return Compiler.compile(mesh, node).snapshot();
    }

    private static String failure(Snapshot snapshot, Map<String, Object> call) {
        var request = PeerCases.map(call.get("Call"));
        var expected = PeerCases.map(call.get("Result"));
        int port = PeerCases.number(request, "Port", 0);
        var actual = new TreeMap<String, Object>();
        var listener = snapshot.listeners().stream()
                .filter(found -> found.port() == port || found.kind() == Listener.Kind.OUTBOUND)
                .findFirst()
                .orElse(null);
        if (listener == null) {
            actual.put("Error", "ErrNoListener");
        } else if (!listener.chains().isEmpty()) {
            actual.put("ListenerMatched", listener.name());
            chain(snapshot, listener, request, actual);
        } else {
            actual.put("ListenerMatched", listener.name());
            var config = listener.kind() == Listener.Kind.OUTBOUND
                    ? String.valueOf(port)
                    : listener.routeConfigs().getFirst();
            actual.put("RouteConfigMatched", config);
            route(snapshot, config, request, actual);
        }
        var differences = new TreeMap<String, String>();
        expected.forEach((key, value) -> {
            if (!key.equals("StrictMatch") && !matches(key, value, actual)) {
                differences.put(key, actual.get(key) + " (expected: " + value + ")");
            }
        });
        return differences.isEmpty() ? "" : PeerCases.text(call, "Name") + ": " + differences;
    }

    /// Without a virtual host Envoy shows Istio's `blackhole` one; the peer's test mesh has no domain suffix.
    private static boolean matches(String key, Object expected, Map<String, Object> actual) {
        var found = String.valueOf(actual.get(key));
        return switch (key) {
            case "Error" -> expected.equals("ErrNoRoute") ? found.equals("ErrNoVirtualHost") : expected.equals(found);
            case "VirtualHostMatched" ->
                expected.toString().startsWith("blackhole") ? found.equals("null") : expected.equals(found);
            case "ClusterMatched" -> expected.equals(found) || expected.equals(found.replace(".svc.cluster.local", ""));
            default -> expected.equals(found);
        };
    }

    /// The name that a client asks for is that of the Host header.
    private static void chain(
            Snapshot snapshot, Listener listener, Map<String, Object> request, Map<String, Object> actual) {
        var name = PeerCases.text(request, "HostHeader");
        listener.chains().stream()
                .filter(chain -> chain.serverNames().isEmpty()
                        || chain.serverNames().stream().anyMatch(host -> Hostname.matches(host, name)))
                .findFirst()
                .ifPresentOrElse(
                        chain -> chosen(snapshot, chain, request, actual),
                        () -> actual.put("Error", "ErrNoFilterChain"));
    }

    private static void chosen(
            Snapshot snapshot, FilterChain chain, Map<String, Object> request, Map<String, Object> actual) {
        if (chain.tcp() != null) {
            actual.put("ClusterMatched", chain.tcp().destinations().getFirst().cluster());
        } else {
            actual.put("RouteConfigMatched", chain.routeConfig());
            route(snapshot, String.valueOf(chain.routeConfig()), request, actual);
        }
    }

    private static void route(
            Snapshot snapshot, String config, Map<String, Object> request, Map<String, Object> actual) {
        var found = snapshot.routeConfigs().stream()
                .filter(candidate -> candidate.name().equals(config))
                .findFirst();
        var path = PeerCases.text(request, "Path");
        var url = "http://" + PeerCases.text(request, "HostHeader") + (path.isEmpty() ? "/" : path);
        @Nullable
        CompiledRoute route = found.map(present -> RouteTable.of(present).match(RequestHeads.of("GET", url, List.of())))
                .orElse(null);
        if (route == null) {
            actual.put("Error", "ErrNoVirtualHost");
            return;
        }
        VirtualHost host = route.virtualHost();
        actual.put("VirtualHostMatched", host.name());
        actual.put("RouteMatched", route.route().name());
        actual.put("ClusterMatched", Meshes.where(route.route()));
        if (route.route().action() instanceof RouteAction.Redirect redirect
                && route.route().origin().kind().equals("Gateway")
                && "https".equals(redirect.scheme())) {
            actual.put("Error", "ErrTLSRedirect");
        }
    }
}

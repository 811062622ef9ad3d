package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which VirtualService a sidecar uses for which host, as Istio's own simulation expects it.
class PeerSidecarRoutesTest {

    @Test
    void routesAreThoseOfThePeer() throws IOException {
        var cases =
                PeerCases.list(PeerCases.load(PeerCases.folder("sidecar-routes").resolve("cases.yaml")));
        var failures = new TreeMap<String, String>();
        for (var one : cases) {
            var failure = failure(one);
            if (!failure.isEmpty()) {
                failures.put(PeerCases.text(one, "name"), failure);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(cases).hasSize(15);
    }

    private static String failure(Map<String, Object> one) {
        int port = PeerCases.number(one, "listenerPort", 0);
        var mesh = MeshState.of(PeerCases.resources(PeerCases.text(one, "config")));
        var node = Meshes.sidecar(PeerCases.text(one, "proxyNamespace"), Map.of());
        var snapshot = Compiler.compile(mesh, node).snapshot();
        var config = snapshot.routeConfigs().stream()
                .filter(found -> found.port() == port)
                .findFirst();
        if (one.get("expected") == null) {
            return config.isEmpty() ? "" : "route configuration " + port;
        }
        var failures = new StringBuilder();
        PeerCases.map(one.get("expected")).forEach((host, expected) -> {
            var actual = config.map(found -> clusters(found, host + ":" + port)).orElse(null);
            if (expected == null ? actual != null : !expected.equals(actual)) {
                failures.append(host)
                        .append(": ")
                        .append(actual)
                        .append(" (expected: ")
                        .append(expected)
                        .append(") ");
            }
        });
        return failures.toString();
    }

    private static @Nullable List<String> clusters(RouteConfig config, String name) {
        return config.virtualHosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .map(host -> host.routes().stream()
                        .flatMap(route -> route.action() instanceof RouteAction.Forward forward
                                ? forward.destinations().stream()
                                : Stream.<RouteAction.Destination>empty())
                        .map(RouteAction.Destination::cluster)
                        .toList())
                .orElse(null);
    }
}

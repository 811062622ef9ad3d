package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.forward;
import static dev.lateen.compiler.Meshes.route;
import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.RouteAction;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The tutorial: one service in two versions behind the gateway.
class GuideTest {

    private static final String HOST = "httpbin.default.svc.cluster.local";
    private static final String WORKLOADS = Yaml.service("httpbin", "default", 8000)
            + Yaml.workload("httpbin-v1", "default", "127.0.0.1", "{app: httpbin, version: v1}")
                    .replace("labels:", "ports: {http-8000: 40001}\n  labels:")
            + Yaml.workload("httpbin-v2", "default", "127.0.0.1", "{app: httpbin, version: v2}")
                    .replace("labels:", "ports: {http-8000: 40002}\n  labels:");
    private static final String GATEWAY = Yaml.gateway("httpbin-gateway", "default", Yaml.httpServer(80, "*"));
    private static final String RULE = Yaml.destinationRule("httpbin", "default", """
            host: httpbin
            subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
            """);

    private static Compilation compiled(String http) {
        var spec = "hosts: ['*']\ngateways: [httpbin-gateway]\nhttp:\n" + http;
        var virtualService = Yaml.virtualService("httpbin", "default", "2020-01-01T00:00:00Z", spec);
        return compile(Meshes.gateway(Map.of(80, 18080)), WORKLOADS, GATEWAY, RULE, virtualService);
    }

    @Test
    void theCanarySplitsBetweenTwoSubsets() {
        var compilation = compiled("""
                - route:
                  - destination: {host: httpbin, subset: v1}
                    weight: 90
                  - destination: {host: httpbin, subset: v2}
                    weight: 10
                """);

        assertThat(compilation.warnings()).isEmpty();
        var snapshot = compilation.snapshot();
        assertThat(snapshot.listeners().getFirst().port()).isEqualTo(18080);
        var action = forward(route(snapshot, "http.18080", "http://localhost:18080/headers"));
        assertThat(action.destinations())
                .extracting(RouteAction.Destination::weight)
                .containsExactly(90, 10);
        assertThat(where(route(snapshot, "http.18080", "http://any/")))
                .isEqualTo("outbound|8000|v1|" + HOST + ",outbound|8000|v2|" + HOST);
        assertThat(Meshes.cluster(snapshot, "outbound|8000|v2|" + HOST).endpoints())
                .extracting(Endpoint::port)
                .containsExactly(40002);
        assertThat(snapshot.clusters()).hasSize(2);
    }

    @ParameterizedTest(name = "x-test-header: {0} goes to {1}")
    @CsvSource({"v2, v2", "v1, v1", "V2, v1"})
    void theHeaderDecides(String value, String subset) {
        var snapshot = compiled("""
                - match: [{headers: {x-test-header: {exact: v2}}}]
                  route: [{destination: {host: httpbin, subset: v2}}]
                - route: [{destination: {host: httpbin, subset: v1}}]
                """).snapshot();

        assertThat(where(route(snapshot, "http.18080", "http://x/", "X-Test-Header", value)))
                .isEqualTo("outbound|8000|" + subset + "|" + HOST);
    }

    @ParameterizedTest(name = "service ports {0}, destination {1}: port {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[{name: http, port: 8000}] | {host: s} | 8000",
                "[{name: http, port: 8000}] | {host: s, port: {number: 9}} | 9",
                "[{name: http, port: 8000}, {name: b, port: 81}] | {host: s} | 80"
            })
    void thePortIsTheGivenOneElseTheOnlyOneElseTheListeners(String ports, String destination, int port) {
        var service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: " + ports + "}\n";
        var virtualService = Yaml.virtualService("vs", "default", "2020-01-01T00:00:00Z", """
                hosts: ['*']
                gateways: [httpbin-gateway]
                http: [{route: [{destination: %s}]}]
                """.formatted(destination));

        var snapshot =
                compile(Meshes.gateway(), service, GATEWAY, virtualService).snapshot();

        assertThat(where(route(snapshot, "http.8080", "http://x/")))
                .isEqualTo("outbound|" + port + "||s.default.svc.cluster.local");
    }
}

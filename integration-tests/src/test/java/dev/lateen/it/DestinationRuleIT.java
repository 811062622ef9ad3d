package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whose DestinationRule is in force shows in which version a subset means: every route goes to subset `pick` of
/// httpbin, and each rule has its own idea of what that is.
@Proves({"DestinationRule {host,workloadSelector}", "DestinationRule subsets[].{name,labels}"})
class DestinationRuleIT {

    private static final String HOST = "httpbin.default.svc.cluster.local";
    private static final String ROUTES = Yaml.gateway("default/gateway", "*") + """
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: httpbin}
            spec:
              hosts: [httpbin.default.svc.cluster.local]
              gateways: [gateway, mesh]
              http:
              - route: [{destination: {host: httpbin, subset: pick, port: {number: 8000}}}]
            """;

    private static Mesh mesh;
    private static MeshProxy home;
    private static MeshProxy web;
    private static MeshProxy other;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        mesh.workload("httpbin", "v1");
        mesh.workload("httpbin", "v2");
        home = mesh.caller("default", "home", Map.of("app", "home"));
        web = mesh.caller("client", "web", Map.of("app", "web"));
        other = mesh.caller("client", "other", Map.of("app", "other"));
        mesh.apply(ROUTES);
    }

    @AfterAll
    static void stop() {
        List.of(home, web, other).forEach(MeshProxy::close);
        mesh.close();
    }

    /// @param key `namespace/name`
    private static String rule(String key, String version, String rest) {
        int slash = key.indexOf('/');
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {namespace: %s, name: %s}
                spec: {host: %s, subsets: [{name: pick, labels: {version: %s}}]%s}
                """.formatted(key.substring(0, slash), key.substring(slash + 1), HOST, version, rest);
    }

    private static String rule(String text) {
        var parts = text.split(" ", 3);
        return rule(parts[0], parts[1], parts.length == 3 ? ", " + parts[2] : "");
    }

    private static String answer(RawResponse response) {
        return response.header("x-version").orElse(String.valueOf(response.status()));
    }

    private static String answer(MeshProxy caller) {
        return answer(Calls.mesh(caller, HOST + ":8000", "/"));
    }

    @ParameterizedTest(name = "{0}: home {1}, web {2}, other {3}, gateway {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "default/a v1 | v1 | v1 | v1 | v1",
                "default/a v1; client/b v2 | v1 | v2 | v2 | v1",
                "default/a v1 exportTo: ['.'] | v1 | 503 | 503 | 503",
                "default/a v1 exportTo: ['.']; istio-system/r v2 | v1 | v2 | v2 | v2",
                "default/a v1 exportTo: [client]; istio-system/r v2 | v2 | v1 | v1 | v2",
                "default/a v1; istio-system/r v2 | v1 | v1 | v1 | v1",
                "default/a v1; istio-system/r v2 exportTo: ['.'] | v1 | v1 | v1 | v2",
                "default/a v1; client/b v2 workloadSelector: {matchLabels: {app: web}} | v1 | v2 | v1 | v1",
                "client/a v1; client/b v2 workloadSelector: {matchLabels: {app: web}} | 503 | v2 | v1 | 503"
            })
    void theRuleInForceDecidesWhatASubsetIs(
            String rules, String atHome, String atWeb, String atOther, String atGateway) {
        var yaml = new StringBuilder();
        List.of(rules.split("; ")).forEach(rule -> yaml.append(rule(rule)));
        try (Applied _ = Applied.to(mesh, yaml.toString())) {
            assertThat(answer(home)).isEqualTo(atHome);
            assertThat(answer(web)).isEqualTo(atWeb);
            assertThat(answer(other)).isEqualTo(atOther);
            assertThat(answer(Calls.gateway(mesh.gatewayPort(), HOST, "/"))).isEqualTo(atGateway);
        }
    }

    @Test
    void whatAnOlderRuleOverrulesIsNamedInAWarning() {
        try (Applied _ = Applied.to(mesh, rule("default/a", "v1", "") + rule("default/b", "v2", ""))) {
            assertThat(answer(home)).isEqualTo("v1");
            assertThat(mesh.api().warnings())
                    .contains("spec.subsets[0]", "not in force", "DestinationRule default/a", "default/b");
        }
    }
}

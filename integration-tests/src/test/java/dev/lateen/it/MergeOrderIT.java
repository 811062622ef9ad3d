package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Eventually;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Several VirtualServices for one host: merged on gateways, on sidecars the oldest alone. Resources of one second are
/// ordered by name, so that most tests need not wait.
class MergeOrderIT {

    private static final String HOST = "x.example.com";
    private static Mesh mesh;
    private static MeshProxy caller;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        mesh.workload("httpbin", "v1");
        mesh.apply(Yaml.gateway("default/gateway", "*"));
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
    }

    private static String gateway(String host, String path) {
        return Calls.rule(Calls.gateway(mesh.gatewayPort(), host, path));
    }

    private static String sidecar(String path) {
        return Calls.rule(Calls.mesh(caller, "httpbin:8000", path));
    }

    /// Creation timestamps have whole seconds.
    private static void awaitNextSecond() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Eventually.await(
                "next second",
                () -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(now));
    }

    @Test
    void aGatewayTriesTheOldestFirstAndCatchAllsLast() {
        String a = Yaml.virtualService(
                "default/a", HOST, "gateway", Yaml.rule("a-both", "{uri: {prefix: /both}}"), Yaml.rule("a-rest"));
        String b = Yaml.virtualService(
                "default/b",
                HOST,
                "gateway",
                Yaml.rule("b-both", "{uri: {prefix: /both}}"),
                Yaml.rule("b-only", "{uri: {prefix: /b}}"),
                Yaml.rule("b-rest"));
        String c = Yaml.virtualService("default/c", HOST, "gateway", Yaml.rule("c-only", "{uri: {exact: /c}}"));
        try (Applied _ = Applied.to(mesh, a + b + c)) {
            assertThat(gateway(HOST, "/both")).isEqualTo("a-both");
            assertThat(gateway(HOST, "/b")).isEqualTo("b-only");
            assertThat(gateway(HOST, "/c")).isEqualTo("c-only");
            assertThat(gateway(HOST, "/")).isEqualTo("a-rest");
        }
    }

    @Test
    void everyFormOfACatchAllGoesToTheEnd() {
        String a = Yaml.virtualService("default/a", HOST, "gateway", Yaml.rule("a", "{uri: {prefix: /}}"));
        String b = Yaml.virtualService("default/b", HOST, "gateway", Yaml.rule("b", "{uri: {regex: '.*'}}"));
        String c = Yaml.virtualService(
                "default/c",
                HOST,
                "gateway",
                Yaml.rule("c-header", "{uri: {prefix: /}, headers: {x-a: {exact: '1'}}}"),
                Yaml.rule("c-path", "{uri: {prefix: /c}}"));
        try (Applied _ = Applied.to(mesh, a + b + c)) {
            assertThat(gateway(HOST, "/c")).isEqualTo("c-path");
            assertThat(gateway(HOST, "/")).isEqualTo("a");
            assertThat(Calls.rule(Calls.gateway(mesh.gatewayPort(), HOST, "/", "x-a: 1")))
                    .isEqualTo("c-header");
        }
    }

    @Test
    void ageCountsBeforeTheName() {
        String older = Yaml.virtualService("default/z-older", HOST, "gateway", Yaml.rule("older"));
        String younger = Yaml.virtualService("default/a-younger", HOST, "gateway", Yaml.rule("younger"));
        try (Applied _ = Applied.to(mesh, older)) {
            awaitNextSecond();
            try (Applied _ = Applied.to(mesh, younger)) {
                assertThat(gateway(HOST, "/")).isEqualTo("older");
                // An update keeps the age.
                mesh.apply(Yaml.virtualService("default/z-older", HOST, "gateway", Yaml.rule("updated")));
                assertThat(gateway(HOST, "/")).isEqualTo("updated");
            }
        }
    }

    @Test
    void whatIsPrivateToTheGatewaysNamespaceComesFirst() {
        String everywhere = Yaml.virtualService("default/a", HOST, "gateway", Yaml.rule("everywhere"));
        String exported = Yaml.virtualService("default/b", HOST, "gateway", Yaml.rule("exported"))
                .replace("spec:\n", "spec:\n  exportTo: [istio-system]\n");
        String own = Yaml.virtualService("istio-system/c", HOST, "default/gateway", Yaml.rule("own"))
                .replace("spec:\n", "spec:\n  exportTo: ['.']\n");
        try (Applied _ = Applied.to(mesh, everywhere)) {
            assertThat(gateway(HOST, "/")).isEqualTo("everywhere");
            try (Applied _ = Applied.to(mesh, exported)) {
                assertThat(gateway(HOST, "/")).isEqualTo("exported");
                try (Applied _ = Applied.to(mesh, own)) {
                    assertThat(gateway(HOST, "/")).isEqualTo("own");
                }
            }
        }
    }

    @Test
    void aSidecarKnowsOnlyTheOldestAndTheLoserIsNamed() {
        String older = Yaml.virtualService(
                "default/z-older", "httpbin", "mesh", Yaml.rule("older", "{uri: {prefix: /older}}"));
        String younger = Yaml.virtualService(
                "prod/a-younger", "httpbin.default.svc.cluster.local", "mesh", Yaml.rule("younger"));
        try (Applied _ = Applied.to(mesh, older)) {
            awaitNextSecond();
            try (Applied _ = Applied.to(mesh, younger)) {
                assertThat(sidecar("/older")).isEqualTo("older");
                assertThat(sidecar("/younger")).isEqualTo("404");
                assertThat(mesh.api().warnings())
                        .contains("IST0109", "VirtualService prod/a-younger", "Only default/z-older is in force");
            }
            assertThat(mesh.api().warnings()).doesNotContain("IST0109");
        }
    }

    @Test
    void theYoungerOneTakesOverWhenTheOldestGoes() {
        String a = Yaml.virtualService("default/a", "httpbin", "mesh", Yaml.rule("a"));
        String b = Yaml.virtualService("default/b", "httpbin", "mesh", Yaml.rule("b"));
        try (Applied _ = Applied.to(mesh, a + b)) {
            assertThat(sidecar("/")).isEqualTo("a");
            mesh.delete("virtualservices", "a");
            assertThat(sidecar("/")).isEqualTo("b");
        }
        assertThat(sidecar("/")).isEqualTo("-");
    }

    @Test
    void anOlderWildcardLosesToAMoreSpecificHost() {
        String widest = Yaml.virtualService("default/a", "*.cluster.local", "mesh", Yaml.rule("widest"));
        String wide = Yaml.virtualService("default/b", "*.default.svc.cluster.local", "mesh", Yaml.rule("wide"));
        String exact = Yaml.virtualService("default/c", "httpbin", "mesh", Yaml.rule("exact"));
        try (Applied _ = Applied.to(mesh, widest)) {
            assertThat(sidecar("/")).isEqualTo("widest");
            try (Applied _ = Applied.to(mesh, wide)) {
                assertThat(sidecar("/")).isEqualTo("wide");
                try (Applied _ = Applied.to(mesh, exact)) {
                    assertThat(sidecar("/")).isEqualTo("exact");
                }
            }
        }
    }

    @Test
    void onAGatewayAnOlderWildcardLosesAsWell() {
        String wide = Yaml.virtualService("default/a", "*.example.com", "gateway", Yaml.rule("wide"));
        String exact = Yaml.virtualService("default/b", HOST, "gateway", Yaml.rule("exact"));
        try (Applied _ = Applied.to(mesh, wide + exact)) {
            assertThat(gateway(HOST, "/")).isEqualTo("exact");
            assertThat(gateway("y.example.com", "/")).isEqualTo("wide");
        }
    }
}

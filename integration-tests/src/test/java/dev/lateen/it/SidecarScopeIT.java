package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.OriginServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Sidecar resources let workloads reach.
@Proves({"Sidecar {workloadSelector,outboundTrafficPolicy}", "Sidecar {egress[].hosts,ingress[].defaultEndpoint}"})
class SidecarScopeIT {

    private static final String HTTPBIN = "httpbin.default.svc.cluster.local:8000";
    private static final String SHOP = "shop.default.svc.cluster.local:9000";

    private static Mesh mesh;
    private static MeshProxy web;
    private static MeshProxy batch;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        mesh.workload("httpbin", "v1");
        mesh.workload("shop", "v1", 9000, OriginServer.start(request -> Answers.of("shop", request)));
        web = mesh.caller("default", "web", Map.of("app", "web"));
        batch = mesh.caller("jobs", "batch", Map.of("app", "batch"));
    }

    @AfterAll
    static void stop() {
        web.close();
        batch.close();
        mesh.close();
    }

    /// Lets out only what it says.
    ///
    /// @param key `namespace/name`
    private static String sidecar(String key, String rest) {
        int slash = key.indexOf('/');
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {namespace: %s, name: %s}
                spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}%s}
                """.formatted(key.substring(0, slash), key.substring(slash + 1), rest.isEmpty() ? "" : ", " + rest);
    }

    private static int status(MeshProxy caller, String authority) {
        return Calls.mesh(caller, authority, "/").status();
    }

    @ParameterizedTest(name = "{0} {1}: web {2} {3}, batch {4} {5}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "default/all | egress: [{hosts: ['*/*']}] | 200 | 200 | 200 | 200",
                "default/own | egress: [{hosts: ['./*']}] | 200 | 200 | 200 | 200",
                "jobs/own | egress: [{hosts: ['./*']}] | 200 | 200 | 502 | 502",
                "jobs/some | egress: [{hosts: ['default/shop.default.svc.cluster.local']}] | 200 | 200 | 502 | 200",
                "jobs/wild | egress: [{hosts: ['*/*bin.default.svc.cluster.local', '*/*.org']}] | 200 | 200 | 200 | 502",
                "jobs/none | egress: [{hosts: ['~/*']}] | 200 | 200 | 502 | 502",
                "jobs/port | egress: [{port: {number: 9000, protocol: HTTP, name: h}, hosts: ['default/*']}] | 200 | 200 | 502 | 200",
                "istio-system/root | egress: [{hosts: ['./*']}] | 200 | 200 | 502 | 502",
                "default/web | workloadSelector: {labels: {app: web}}, egress: [{hosts: ['~/*']}] | 502 | 502 | 200 | 200",
                "default/db | workloadSelector: {labels: {app: db}}, egress: [{hosts: ['~/*']}] | 200 | 200 | 200 | 200"
            })
    void hostsDecideWhichServicesAreReached(
            String key, String rest, int webHttpbin, int webShop, int batchHttpbin, int batchShop) {
        try (Applied _ = Applied.to(mesh, sidecar(key, rest))) {
            assertThat(status(web, HTTPBIN)).isEqualTo(webHttpbin);
            assertThat(status(web, SHOP)).isEqualTo(webShop);
            assertThat(status(batch, HTTPBIN)).isEqualTo(batchHttpbin);
            assertThat(status(batch, SHOP)).isEqualTo(batchShop);
        }
    }

    @Test
    void registryOnlyRefusesStrangersAndNamesThem() {
        try (Applied _ = Applied.to(mesh, sidecar("default/closed", ""))) {
            var refused = Calls.mesh(web, "stranger.example.com", "/");

            assertThat(refused.status()).as(refused.toString()).isEqualTo(502);
            assertThat(refused.bodyText()).contains("stranger.example.com");
            assertThat(status(web, "httpbin:1234")).isEqualTo(502);
            assertThat(status(web, "httpbin:8000")).isEqualTo(200);
        }
    }

    @Test
    void thePolicyDecidesWhetherStrangersAreReached() {
        String closed = sidecar("default/closed", "");
        try (OriginServer stranger = OriginServer.start(request -> Answers.of("stranger", request))) {
            String authority = "127.0.0.1:" + stranger.port();
            try (Applied _ = Applied.to(mesh, closed.replace("REGISTRY_ONLY", "ALLOW_ANY"))) {
                assertThat(Calls.mesh(web, authority, "/").header("x-version")).hasValue("stranger");
            }
            try (Applied _ = Applied.to(mesh, closed)) {
                assertThat(Calls.mesh(web, authority, "/").status()).isEqualTo(502);
            }
            assertThat(Calls.mesh(web, authority, "/").header("x-version")).hasValue("stranger");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"'*/*', prod", "'./*, prod/*', prod", "./*, -", "'default/*, prod/x.org', -"})
    void aVirtualServiceOfAnotherNamespaceHasToBeImported(String hosts, String rule) {
        String yaml = Yaml.virtualService("prod/theirs", "httpbin.default.svc.cluster.local", "mesh", Yaml.rule("prod"))
                + sidecar("default/scope", "egress: [{hosts: ['" + hosts.replace(", ", "', '") + "']}]");
        try (Applied _ = Applied.to(mesh, yaml)) {
            assertThat(Calls.rule(Calls.mesh(web, HTTPBIN, "/"))).isEqualTo(rule);
        }
    }

    @Test
    void anIngressListenerLeadsToAnotherApplication() {
        try (OriginServer other = OriginServer.start(request -> Answers.of("other", request))) {
            String ingress =
                    "workloadSelector: {labels: {app: httpbin}}, ingress: [{port: {number: 8000, protocol: HTTP,"
                            + " name: http}, defaultEndpoint: '127.0.0.1:" + other.port() + "'}]";

            try (Applied _ = Applied.to(mesh, sidecar("default/in", ingress))) {
                assertThat(Calls.mesh(web, HTTPBIN, "/").header("x-version")).hasValue("other");
            }

            assertThat(Calls.mesh(web, HTTPBIN, "/").header("x-version")).hasValue("v1");
        }
    }

    @Test
    void ofTwoForOneNamespaceTheOtherIsNamed() {
        String both =
                sidecar("jobs/a", "egress: [{hosts: ['default/*']}]") + sidecar("jobs/b", "egress: [{hosts: ['~/*']}]");
        try (Applied _ = Applied.to(mesh, both)) {
            assertThat(status(batch, HTTPBIN)).isEqualTo(200);
            assertThat(mesh.api().warnings()).contains("The Sidecars [a, b] in namespace", "IST0111");
        }
    }
}

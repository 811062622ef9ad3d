package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lateen.testkit.RawHttpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// `lateen demo` as a newcomer meets it: one command, then everything that it promises.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {

    private static final String GATEWAY = "ingress-gateway";
    private static final String PROMETHEUS = "/stats/prometheus";

    @TempDir
    static Path folder;

    private static WholeMesh mesh;
    private static Shell.Result started;

    @BeforeAll
    static void start() {
        mesh = WholeMesh.in(folder);
        started = mesh.demo();
    }

    @AfterAll
    static void end() {
        mesh.close();
    }

    @Test
    @Order(1)
    void theDemoStartsAndTellsWhatToPaste() {
        started.succeeded();
        assertThat(started.output())
                .contains("first 200 through the gateway after")
                .contains("20 requests: {v1=18, v2=2}")
                .contains("http://127.0.0.1:" + mesh.gatewayPort())
                .contains("export GATEWAY_URL=127.0.0.1:" + mesh.gatewayPort())
                .contains("explain GET http://$GATEWAY_URL/headers")
                .contains("lateen down");
    }

    @Test
    @Order(1)
    void everyProgramStartedWithItsAotCache() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc here");
        assumeTrue(WholeMesh.programs().isEmpty(), "native executables need none");

        for (long pid : mesh.pids()) {
            assertThat(Files.readString(Path.of("/proc", Long.toString(pid), "maps")))
                    .as(ProcessHandle.of(pid)
                            .flatMap(process -> process.info().commandLine())
                            .orElse(""))
                    .contains("/app.aot");
        }
        assertThat(mesh.pids()).hasSize(7);
    }

    @Test
    @Order(2)
    void theCanaryGetsExactlyItsShare() throws IOException {
        // Given: a new connection for each request, then one for all
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            seen.merge(version(), 1, Integer::sum);
        }
        Map<String, Integer> keptAlive = new TreeMap<>();
        try (RawHttpClient client = RawHttpClient.connect(mesh.gatewayPort())) {
            for (int i = 0; i < 20; i++) {
                keptAlive.merge(
                        client.get("/headers").header("x-httpbin-version").orElse("none"), 1, Integer::sum);
            }
        }
        // Then
        assertThat(seen).isEqualTo(Map.of("v1", 18, "v2", 2));
        assertThat(keptAlive).isEqualTo(Map.of("v1", 18, "v2", 2));
        assertThat(version("x-test-header: v2")).isEqualTo("v2");
    }

    @Test
    @Order(3)
    void theGatewayCountsItsRequestsAsIstioDoes() {
        for (String purpose : List.of("metrics", "merged-metrics")) {
            assertCounted(WholeMesh.samples(mesh.port(GATEWAY, purpose), PROMETHEUS, "istio_requests_total"));
        }
        assertThat(WholeMesh.body(mesh.port(GATEWAY, "metrics"), PROMETHEUS))
                .contains("istio_request_duration_milliseconds_bucket{")
                .contains("istio_request_bytes_sum{")
                .contains("istio_response_bytes_count{")
                .contains("istio_build{component=\"proxy\"");
    }

    private static void assertCounted(List<String> samples) {
        for (String version : List.of("v1", "v2")) {
            assertThat(samples)
                    .filteredOn(sample -> sample.contains("destination_version=\"" + version + "\""))
                    .singleElement()
                    .asString()
                    .contains("reporter=\"source\"")
                    .contains("source_workload=\"istio-ingressgateway\"")
                    .contains("source_workload_namespace=\"istio-system\"")
                    .contains("destination_workload=\"httpbin-" + version + "\"")
                    .contains("destination_workload_namespace=\"default\"")
                    .contains("destination_app=\"httpbin\"")
                    .contains("destination_service=\"httpbin.default.svc.cluster.local\"")
                    .contains("destination_service_name=\"httpbin\"")
                    .contains("destination_service_namespace=\"default\"")
                    .contains("request_protocol=\"http\"")
                    .contains("response_code=\"200\"")
                    .contains("response_flags=\"-\"");
        }
    }

    @Test
    @Order(4)
    void theSidecarsKnowWhoCalledThem() {
        for (String version : List.of("v1", "v2")) {
            int port = mesh.proxyPorts("httpbin-" + version + ".default")
                    .path("metrics")
                    .asInt();
            assertThat(WholeMesh.samples(port, PROMETHEUS, "istio_requests_total"))
                    .singleElement()
                    .asString()
                    .contains("reporter=\"destination\"")
                    .contains("source_workload=\"istio-ingressgateway\"")
                    .contains("source_workload_namespace=\"istio-system\"")
                    .contains("destination_version=\"" + version + "\"")
                    .contains("response_code=\"200\"");
        }
    }

    @Test
    @Order(5)
    void everyProgramSaysThatItIsReady() {
        int management = mesh.port(GATEWAY, "management");
        assertThat(WholeMesh.answer(management, "/q/health/ready"))
                .startsWith("200")
                .contains("\"UP\"");
        assertThat(WholeMesh.answer(management, "/q/health/live"))
                .startsWith("200")
                .contains("\"UP\"");
        assertThat(WholeMesh.answer(mesh.port(GATEWAY, "readiness"), "/healthz/ready"))
                .startsWith("200");
        assertThat(WholeMesh.answer(mesh.port("pilot", "management"), "/q/health/ready"))
                .startsWith("200")
                .contains("\"UP\"");
        assertThat(WholeMesh.answer(mesh.port("pilot", "debug"), "/ready")).startsWith("200");
        var sidecar = mesh.proxyPorts("httpbin-v1.default");
        assertThat(WholeMesh.answer(sidecar.path("management").asInt(), "/q/health/ready"))
                .startsWith("200");
        assertThat(WholeMesh.answer(sidecar.path("health").asInt(), "/healthz/ready"))
                .startsWith("200");
    }

    @Test
    @Order(6)
    void theManagementPortShowsTheSameMetrics() {
        assertCounted(WholeMesh.samples(mesh.port(GATEWAY, "management"), "/q/metrics", "istio_requests_total"));
        String curl = "curl -s http://127.0.0.1:" + mesh.port(GATEWAY, "management") + "/q/metrics";
        assertThat(mesh.shell().run(curl).succeeded().output()).contains("istio_requests_total{");
        String prometheus = " -H 'Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5'";
        assertThat(mesh.shell().run(curl + prometheus).succeeded().output()).contains("istio_requests_total{");
        assertThat(WholeMesh.answer(mesh.port("pilot", "management"), "/q/metrics"))
                .startsWith("200");
    }

    @Test
    @Order(7)
    void aSecondDemoSaysThatOneRuns() {
        Shell.Result second = mesh.lateen("demo --detach --gateway-port " + Mesh.freePort());
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.output())
                .contains("a mesh is running already in home")
                .contains("http://127.0.0.1:" + mesh.gatewayPort())
                .contains("process " + mesh.supervisor())
                .contains("lateen down");
        assertThat(WholeMesh.answer(mesh.gatewayPort(), "/headers")).startsWith("200");
    }

    @Test
    @Order(8)
    void statusShowsEveryPartAndWhereItListens() {
        assertThat(mesh.lateen("status").succeeded().output())
                .contains("ready for")
                .containsPattern("pilot +\\d+ +running +.*api " + mesh.port("pilot", "api"))
                .containsPattern("ingress-gateway +\\d+ +running .*http " + mesh.gatewayPort())
                .containsPattern("httpbin-v1 +\\d+ +running")
                .containsPattern("sidecar of httpbin-v2 +\\d+ +running +inbound \\d+, outbound \\d+")
                .containsPattern("revision \\d+: 3/3 proxies up to date");
    }

    @Test
    @Order(9)
    void theResourcesAreThereToRead() {
        assertThat(mesh.lateen("get workloadentries").succeeded().output())
                .containsPattern("NAME +AGE +ADDRESS")
                .containsPattern("httpbin-v1 +[0-9ms]+ +127\\.0\\.0\\.1")
                .containsPattern("httpbin-v2 +[0-9ms]+ +127\\.0\\.0\\.1");
        assertThat(mesh.lateen("get vs httpbin-virtualservice -o yaml")
                        .succeeded()
                        .output())
                .contains("kind: VirtualService")
                .contains("subset: v2")
                .contains("weight: 90");
        Shell.Result absent = mesh.lateen("get gateway nosuch");
        assertThat(absent.exit()).isEqualTo(1);
        assertThat(absent.output()).contains("nosuch").contains("does not exist");
    }

    @Test
    @Order(10)
    void theProxiesShowWhatTheyRunOn() {
        int inbound = mesh.workload("httpbin-v1").path("sidecarPort").asInt();
        assertThat(mesh.lateen("proxy-status").succeeded().output())
                .contains("istio-ingressgateway.istio-system")
                .contains("httpbin-v1.default")
                .contains("httpbin-v2.default");
        assertThat(config("clusters", "istio-ingressgateway.istio-system"))
                .containsPattern("httpbin\\.default\\.svc\\.cluster\\.local +8000 +v1 +outbound .*"
                        + "httpbin-destinationrule\\.default");
        assertThat(config("endpoints", "istio-ingressgateway.istio-system"))
                .containsPattern("127\\.0\\.0\\.1:" + inbound + " +HEALTHY .*"
                        + "outbound\\|8000\\|v1\\|httpbin\\.default\\.svc\\.cluster\\.local");
        assertThat(config("listeners", "istio-ingressgateway.istio-system"))
                .containsPattern(mesh.gatewayPort() + " +ALL +Route: http\\.");
        assertThat(config("routes", "istio-ingressgateway.istio-system"))
                .contains("x-test-header=v2")
                .contains("httpbin-virtualservice.default");
        assertThat(config("listeners", "httpbin-v1.default")).contains("inbound|8000||");
    }

    private static String config(String what, String proxy) {
        return mesh.lateen("proxy-config " + what + " " + proxy).succeeded().output();
    }

    @Test
    @Order(11)
    void noLogHoldsAWarningOrAStackTrace() throws IOException {
        assertThat(mesh.complaints()).isEmpty();
    }

    @Test
    @Order(12)
    void killedPartsComeBackAndStatusSaysWhatRuns() {
        long pilot = mesh.pid("pilot");
        long gateway = mesh.pid(GATEWAY);
        // When
        assertThat(mesh.shell().run("kill -9 " + pilot + " " + gateway).exit()).isZero();
        // Then
        WholeMesh.eventually("both replaced", () -> mesh.pid("pilot") != pilot && mesh.pid(GATEWAY) != gateway);
        mesh.remember();
        WholeMesh.eventually("complete again", () -> {
            Shell.Result status = mesh.lateen("status");
            return status.exit() == 0 && status.output().contains("3/3 proxies up to date");
        });
        assertThat(mesh.lateen("status").succeeded().output())
                .containsPattern("pilot +" + mesh.pid("pilot") + " +running")
                .containsPattern("ingress-gateway +" + mesh.pid(GATEWAY) + " +running");
        assertThat(mesh.log("supervisor"))
                .contains("pilot ended with 137 and was started again")
                .contains("ingress-gateway ended with 137 and was started again");
        assertThat(WholeMesh.answer(mesh.gatewayPort(), "/headers")).startsWith("200");
    }

    @Test
    @Order(13)
    void downLeavesNoProcessAndMayBeRepeated() {
        mesh.remember();
        assertThat(mesh.seen()).isGreaterThan(6);
        assertThat(mesh.lateen("down").succeeded().output()).contains("stopped");
        assertThat(mesh.living()).isEmpty();
        assertThat(mesh.lateen("down").succeeded().output()).contains("no mesh is running");
        Shell.Result status = mesh.lateen("status");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.output()).contains("no mesh is running in").contains("lateen up");
    }

    private static String version(String... headers) throws IOException {
        return RawHttpClient.fetch(mesh.gatewayPort(), "/headers", headers)
                .header("x-httpbin-version")
                .orElse("none");
    }
}

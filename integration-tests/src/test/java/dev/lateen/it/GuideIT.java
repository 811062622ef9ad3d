package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The guide on VirtualService and DestinationRule, step by step, with whole processes on one machine.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuideIT {

    @TempDir
    static Path folder;

    private static Shell shell;
    private static final List<Process> workloads = new ArrayList<>();

    @BeforeAll
    static void prepare() throws IOException {
        String gateway = "127.0.0.1:" + Mesh.freePort();
        shell = new Shell(folder)
                .with("LATEEN", Shell.ROOT.resolve("lateen").toString())
                .with("GUIDE", Shell.ROOT.resolve("k8s/samples/guide").toString())
                .with("LATEEN_HOME", folder.resolve("home").toString())
                .with("GATEWAY_URL", gateway)
                .with("GATEWAY_PORT", gateway.substring(gateway.indexOf(':') + 1))
                .with("PROGRAMS", WholeMesh.programs());
        Files.createDirectories(folder.resolve("home"));
    }

    @AfterAll
    static void cleanUp() {
        lateen("down");
        workloads.forEach(Process::destroy);
    }

    @Test
    @Order(1)
    void step1TheMeshStartsAndSaysThatItRuns() {
        lateen("up --detach --gateway-port $GATEWAY_PORT $PROGRAMS").succeeded();
        Shell.Result status = lateen("status").succeeded();
        assertThat(status.output()).contains("pilot").contains("ingress-gateway");
    }

    @Test
    @Order(2)
    void step2TwoVersionsOfHttpbinRunBehindSidecars() {
        startHttpbin("v1");
        startHttpbin("v2");
        Eventually.await(
                Duration.ofSeconds(60),
                "both workloads registered",
                () -> lateen("get workloadentries")
                                .output()
                                .lines()
                                .filter(line -> line.contains("httpbin"))
                                .count()
                        == 2);
        assertThat(lateen("get service httpbin").succeeded().output()).contains("httpbin");
    }

    @Test
    @Order(3)
    void step3TheGatewayIsCreated() {
        Shell.Result applied = lateen("apply -f $GUIDE/httpbin-gateway.yaml").succeeded();
        assertThat(applied.output())
                .contains("gateway")
                .contains("httpbin-gateway")
                .containsPattern("revision \\d+: (\\d+)/\\1 proxies in \\d+ ms");
        assertThat(lateen("get gateway httpbin-gateway").succeeded().output())
                .containsPattern("NAME +AGE\\s+httpbin-gateway +\\S+");
    }

    @Test
    @Order(4)
    void step4BasicRoutingAnswers() {
        lateen("apply -f $GUIDE/httpbin-virtualservice-basic.yaml").succeeded();
        assertThat(shell.run("curl -s \"$GATEWAY_URL/headers\" | grep \"User-Agent\"")
                        .succeeded()
                        .output())
                .containsPattern("\"User-Agent\": \"curl/[^\"]+\"");
    }

    @Test
    @Order(5)
    void step5TheDestinationRuleIsCreated() {
        lateen("apply -f $GUIDE/httpbin-destinationrule.yaml").succeeded();
        assertThat(lateen("get destinationrule httpbin-destinationrule")
                        .succeeded()
                        .output())
                .containsPattern("NAME +HOST +AGE\\s+httpbin-destinationrule +httpbin +\\S+");
    }

    @Test
    @Order(6)
    void step6TheCanaryGetsExactlyItsShare() {
        lateen("apply -f $GUIDE/httpbin-virtualservice-canary.yaml").succeeded();
        String output = shell.run("for i in $(seq 1 20); do curl -s \"$GATEWAY_URL/headers\" | grep \"X-Powered-By\""
                        + " | awk '{print $NF}'; done")
                .succeeded()
                .output();
        Map<String, Long> seen = output.lines().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
        assertThat(seen).isEqualTo(Map.of("\"Flask\"", 18L, "\"Express\"", 2L));
    }

    @Test
    @Order(7)
    void step7TheHeaderRoutesToTheSecondVersion() {
        lateen("apply -f $GUIDE/httpbin-virtualservice-header-routing.yaml").succeeded();
        String with = "curl -s -H \"x-test-header: v2\" \"$GATEWAY_URL/headers\"";
        assertThat(shell.run("curl -s \"$GATEWAY_URL/headers\" | grep \"X-Test-Header\"")
                        .output())
                .isEmpty();
        assertThat(shell.run(with + " | grep \"X-Test-Header\"")
                        .succeeded()
                        .output()
                        .strip())
                .startsWith("\"X-Test-Header\": \"v2\"");
        assertThat(shell.run(with + " | grep X-Powered-By").output()).contains("Express");
        assertThat(shell.run("curl -s \"$GATEWAY_URL/headers\" | grep X-Powered-By")
                        .output())
                .contains("Flask");
    }

    @Test
    @Order(8)
    void troubleshootingExplainsWhereARequestGoesAndWhyNot() {
        String explained =
                lateen("explain GET http://$GATEWAY_URL/headers").succeeded().output();
        assertThat(explained)
                .contains("httpbin-virtualservice")
                .contains("x-test-header")
                .contains("outbound|8000|v1|httpbin.default.svc.cluster.local");
        assertThat(lateen("proxy-status").succeeded().output()).contains("istio-ingressgateway.istio-system");
        assertThat(lateen("proxy-config routes istio-ingressgateway.istio-system")
                        .succeeded()
                        .output())
                .contains("httpbin-virtualservice.default");
    }

    @Test
    @Order(9)
    void cleanupLeavesNothingBehind() throws InterruptedException {
        lateen("delete -f $GUIDE/httpbin-virtualservice-header-routing.yaml").succeeded();
        lateen("delete -f $GUIDE/httpbin-destinationrule.yaml").succeeded();
        lateen("delete -f $GUIDE/httpbin-gateway.yaml").succeeded();
        assertThat(shell.run("curl -s -o /dev/null $GATEWAY_URL/headers").exit())
                .isEqualTo(7);
        lateen("down").succeeded();
        lateen("down").succeeded();
        for (Process workload : workloads) {
            workload.destroy();
            assertThat(workload.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        String home = folder.resolve("home").toString();
        Eventually.await(
                Duration.ofSeconds(20),
                "no process of this mesh",
                () -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains(home)));
    }

    private static void startHttpbin(String version) {
        int port = Mesh.freePort();
        String command = "HTTPBIN_VERSION=" + version + " exec $LATEEN run --service httpbin --port 8000 --target-port "
                + port + " --labels version=" + version + " $PROGRAMS -- " + httpbin(port);
        workloads.add(shell.start(command, folder.resolve("httpbin-" + version + ".log")));
    }

    private static String httpbin(int port) {
        String settings = "-Dquarkus.http.port=" + port + " -Dquarkus.management.port=" + Mesh.freePort();
        return System.getProperty("lateen.programs", "").isEmpty()
                ? ProcessHandle.current().info().command().orElse("java") + " " + settings + " -jar "
                        + Shell.ROOT.resolve("sample-httpbin/target/quarkus-app/quarkus-run.jar")
                : Path.of(System.getProperty("lateen.programs")).resolve("sample-httpbin") + " " + settings;
    }

    private static Shell.Result lateen(String arguments) {
        return shell.run("$LATEEN " + arguments);
    }
}

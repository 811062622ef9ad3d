package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Any command as a workload: the JDK's own file server stands for somebody's application.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunIT {

    private static final Path SERVER = Path.of(System.getProperty("java.home"), "bin", "jwebserver");

    @TempDir
    static Path folder;

    private static WholeMesh mesh;
    private static Process first;
    private static Process second;

    @BeforeAll
    static void start() {
        mesh = WholeMesh.in(folder);
        mesh.up().succeeded();
    }

    @AfterAll
    static void end() {
        mesh.close();
    }

    @Test
    @Order(1)
    void theExitCodeIsThatOfTheCommandAndNothingStaysBehind() {
        Shell.Result run = mesh.lateen(
                "run --service once --name once-1 $PROGRAMS -- bash -c 'echo \"[$PORT $http_proxy $no_proxy]\"; exit 7'");
        assertThat(run.exit()).as(run.output()).isEqualTo(7);
        assertThat(run.output()).containsPattern("\\[\\d+ http://127\\.0\\.0\\.1:\\d+ 127\\.0\\.0\\.1,localhost,::1]");
        assertThat(mesh.lateen("get workloadentries").succeeded().output()).doesNotContain("once-1");
        assertThat(mesh.home().resolve("workloads/once-1.default.json")).doesNotExist();
        assertThat(mesh.living()).noneMatch(process -> process.contains("once-1"));
    }

    @Test
    @Order(2)
    void aCommandThatCannotStartIsNamed() {
        Shell.Result run = mesh.lateen("run --service once $PROGRAMS -- /no/such/program");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("the command cannot be started").contains("/no/such/program");
        assertThat(run.output()).doesNotContain("\tat ");
    }

    @Test
    @Order(3)
    void twoRunsThatStartTogetherShareANewService() {
        String run = "$LATEEN run --service gamma $PROGRAMS -- true";
        Shell.Result both =
                mesh.shell().run(run + " & other=$!; " + run + "; one=$?; wait $other; echo \"codes $one $?\"");
        assertThat(both.output()).contains("codes 0 0").doesNotContain("\tat ").doesNotContain("error:");
        assertThat(mesh.lateen("get service gamma").succeeded().output()).contains("gamma");
        assertThat(mesh.lateen("get all").succeeded().output()).contains("services", "gamma");
        assertThat(mesh.lateen("get all -o name").succeeded().output()).contains("service/gamma");
    }

    @Test
    @Order(4)
    void aRunMakesTheServiceAndRegistersWithItsLabels() throws IOException {
        // When
        first = serve("alpha", "alpha-1", "version=v1,tier=front");
        serve("beta", "beta-1", "version=v1");
        awaitEntries("alpha-1", "beta-1");
        // Then
        assertThat(mesh.lateen("get all").succeeded().output()).contains("workloadentries", "alpha-1");
        JsonNode entry = mesh.resource("we alpha-1");
        for (String part : List.of("/metadata/labels", "/spec/labels")) {
            JsonNode labels = entry.at(part);
            assertThat(labels.path("app").asText()).as(part).isEqualTo("alpha");
            assertThat(labels.path("version").asText()).as(part).isEqualTo("v1");
            assertThat(labels.path("tier").asText()).as(part).isEqualTo("front");
        }
        assertThat(entry.at("/metadata/annotations").path("lateen.dev/sidecar").asText())
                .isEqualTo("true");
        assertThat(entry.at("/spec/ports/http").asInt())
                .isEqualTo(mesh.workload("alpha-1").path("sidecarPort").asInt());
        JsonNode service = mesh.resource("service alpha");
        assertThat(service.at("/spec/selector/app").asText()).isEqualTo("alpha");
        assertThat(service.at("/spec/ports/0/port").asInt()).isEqualTo(8000);
    }

    @Test
    @Order(5)
    void theSidecarServesTheWorkload() {
        int sidecar = mesh.workload("alpha-1").path("sidecarPort").asInt();
        assertThat(WholeMesh.answer(sidecar, "/name.txt")).isEqualTo("200 alpha-1");
    }

    @Test
    @Order(6)
    void aSecondRunJoinsTheService() throws IOException {
        second = serve("alpha", "alpha-2", "version=v2");
        awaitEntries("alpha-2");
        WholeMesh.eventually(
                "both asked", () -> answers("beta-1", "alpha:8000").equals(Set.of("200 alpha-1", "200 alpha-2")));
    }

    @Test
    @Order(7)
    void workloadsCallEachOtherByServiceNameThroughTheirSidecars() {
        assertThat(call("alpha-1", "beta:8000")).isEqualTo("200 beta-1");
        assertThat(call("alpha-1", "beta.default:8000")).isEqualTo("200 beta-1");
        assertThat(call("alpha-1", "beta.default.svc.cluster.local:8000")).isEqualTo("200 beta-1");
        assertThat(call("beta-1", "nosuch:8000")).startsWith("503");
        int metrics = mesh.proxyPorts("beta-1.default").path("metrics").asInt();
        assertThat(WholeMesh.samples(metrics, "/stats/prometheus", "istio_requests_total"))
                .anySatisfy(sample -> assertThat(sample)
                        .contains("reporter=\"destination\"")
                        .contains("source_workload=\"alpha-1\"")
                        .contains("source_version=\"v1\"")
                        .contains("destination_workload=\"beta-1\""))
                .anySatisfy(sample ->
                        assertThat(sample).contains("reporter=\"source\"").contains("destination_version=\"v2\""));
    }

    @Test
    @Order(8)
    void plainCurlOfACommandGoesThroughItsSidecar() {
        Shell.Result run = mesh.lateen("run --service caller -n other $PROGRAMS -- "
                + "bash -c 'curl -s -w \" %{http_code}\" http://beta.default:8000/name.txt; curl -sS http://127.0.0.1:"
                + mesh.workload("alpha-1").path("applicationPort").asInt() + "/name.txt'");
        assertThat(run.succeeded().output()).contains("beta-1").contains(" 200").contains("alpha-1");
    }

    @Test
    @Order(9)
    void aKilledApplicationIsWithdrawnAndItsSignalPassedOn() throws Exception {
        // When
        long application =
                mesh.workload("alpha-2").path("application").path("pid").asLong();
        ProcessHandle.of(application).orElseThrow().destroyForcibly();
        // Then
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(137);
        assertThat(mesh.lateen("get workloadentries").succeeded().output()).doesNotContain("alpha-2");
        WholeMesh.eventually(
                "only one left", () -> answers("beta-1", "alpha:8000").equals(Set.of("200 alpha-1")));
    }

    @Test
    @Order(10)
    void aRunThatIsToldToEndTakesItsWorkloadOutOfTheMesh() throws Exception {
        // Given
        mesh.remember();
        // When
        first.destroy();
        // Then
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isEqualTo(143);
        assertThat(mesh.lateen("get workloadentries").succeeded().output()).doesNotContain("alpha-1");
        assertThat(mesh.living()).noneMatch(process -> process.contains("alpha-1"));
        WholeMesh.eventually(
                "no workload left", () -> call("beta-1", "alpha:8000").startsWith("503"));
    }

    @Test
    @Order(11)
    void badOptionsAreNamedWithWhatWasExpected() {
        Shell.Result name = mesh.lateen("run --service Upper_Case $PROGRAMS -- true");
        assertThat(name.exit()).isEqualTo(2);
        assertThat(name.output()).contains("--service: \"Upper_Case\"").contains("expected: ");
        Shell.Result port = mesh.lateen("run --service x --port 70000 $PROGRAMS -- true");
        assertThat(port.exit()).isEqualTo(2);
        assertThat(port.output()).contains("--port: 70000 (expected: 1..65535)");
    }

    @Test
    @Order(12)
    void downEndsTheRunsThatAreLeft() {
        mesh.remember();
        mesh.lateen("down").succeeded();
        assertThat(mesh.living()).isEmpty();
    }

    @Test
    @Order(13)
    void withoutAMeshARunSaysHowToGetOne() {
        Shell.Result run = mesh.lateen("run --service x $PROGRAMS -- true");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output())
                .contains("no mesh is running in home")
                .contains("lateen up")
                .doesNotContain("\tat ");
    }

    /// A run whose application answers `/name.txt` with the workload's name.
    private static Process serve(String service, String name, String labels) throws IOException {
        Path files = Files.createDirectories(folder.resolve("files-" + name));
        Files.writeString(files.resolve("name.txt"), name);
        return mesh.background(
                "exec $LATEEN run --service " + service + " --name " + name + " --port 8000 --labels " + labels
                        + " $PROGRAMS -- bash -c 'exec " + SERVER + " -b 127.0.0.1 -o none -p $PORT -d " + files + "'",
                name + ".txt");
    }

    private static void awaitEntries(String... names) {
        WholeMesh.eventually("registered: " + String.join(", ", names), () -> {
            String entries = mesh.lateen("get workloadentries").output();
            for (String name : names) {
                if (!entries.contains(name)) {
                    return false;
                }
            }
            return true;
        });
        mesh.remember();
    }

    /// What a workload gets when it asks another one with plain curl: status and body.
    private static String call(String workload, String authority) {
        int outbound = mesh.workload(workload).path("outboundPort").asInt();
        String[] answer = mesh.shell()
                .run("http_proxy=http://127.0.0.1:" + outbound + " curl -s -w '\\n%{http_code}' http://" + authority
                        + "/name.txt")
                .output()
                .split("\n");
        return answer[answer.length - 1] + " " + answer[0].strip();
    }

    private static Set<String> answers(String workload, String authority) {
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            answers.add(call(workload, authority));
        }
        return answers;
    }
}

package dev.lateen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.cli.terminal.Documents;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void helpNamesEveryCommandAndExitCode() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString())
                .contains("demo", "up", "status", "down", "run", "apply", "get", "delete", "explain", "proxy-config")
                .contains("Exit codes:")
                .doesNotContain("supervise");
    }

    @Test
    void versionIsACommandAndAnOption() {
        assertThat(run("version")).isZero();
        assertThat(run("--version")).isZero();

        assertThat(out.toString().lines().distinct())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("lateen "));
    }

    @Test
    void unknownCommandIsAUsageErrorWithASuggestion() {
        assertThat(run("appl")).isEqualTo(2);

        assertThat(err.toString()).contains("'appl'").contains("lateen apply");
    }

    @Test
    void commandsWithoutAMeshSaySoAndWhatToDo() {
        assertThat(run("proxy-status", "--home", folder.toString())).isEqualTo(1);

        assertThat(err.toString()).contains("no mesh is running in").contains("lateen demo");
    }

    @Test
    void downWithoutAMeshIsNoFailure() {
        assertThat(run("down", "--home", folder.toString())).isZero();

        assertThat(out.toString()).contains("no mesh is running");
    }

    @Test
    void invalidFileIsRefusedAsAWholeBeforePilotIsAsked() throws Exception {
        var file = Files.writeString(folder.resolve("bad.yaml"), """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata:
                  name: bad
                spec:
                  hots: [a.example.com]
                  http:
                  - route:
                    - destination:
                        host: httpbin
                        port:
                          number: 80000
                """);

        assertThat(run("apply", "-f", file.toString(), "--home", folder.toString()))
                .isEqualTo(1);

        assertThat(err.toString()).contains("spec.hots").contains("bad.yaml:6").contains("nothing was applied");
    }

    @Test
    void invalidFileIsNotDeletedInParts() throws Exception {
        var file = Files.writeString(
                folder.resolve("bad.yaml"),
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\nkind: Service\nmetadata: {name: a}\n");

        assertThat(run("delete", "-f", file.toString(), "--home", folder.toString()))
                .isEqualTo(1);

        assertThat(err.toString()).contains("bad.yaml:").contains("nothing was deleted");
    }

    @Test
    void analyzeEndsWith79OnErrors() throws Exception {
        var file = Files.writeString(
                folder.resolve("bad.yaml"), "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {portz: []}\n");

        assertThat(run("analyze", file.toString())).isEqualTo(79);

        assertThat(err.toString()).contains("spec.portz").contains(":4");
    }

    @Test
    void analyzeFindsAsMuchForPrograms() throws Exception {
        var file = Files.writeString(folder.resolve("bad.yaml"), """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: a}
                spec:
                  hosts: [a]
                  http:
                  - fault: {abort: {httpStatus: 500, percentage: {value: 1}}}
                    route: [{destination: {host: a}}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: a}
                spec: {portz: []}
                """);

        assertThat(run("analyze", file.toString(), "-o", "json")).isEqualTo(79);

        var found = Documents.read(out.toString());
        assertThat(found.get(0).path("level").asText()).isEqualTo("Error");
        assertThat(found.get(0).path("origin").asText()).isEqualTo("Service default/a");
        assertThat(found.get(0).path("reference").asText()).isEqualTo(file + ":13");
        assertThat(found.get(0).path("path").asText()).isEqualTo("spec.portz");
        assertThat(found.findValuesAsText("level")).contains("Warning");
        assertThat(err.toString()).isEmpty();

        assertThat(run("analyze", file.toString(), "-o", "yaml")).isEqualTo(79);
        assertThat(out.toString()).contains("level: Error", "path: spec.portz");
        assertThat(run("analyze", file.toString(), "-o", "table")).isEqualTo(79);
        assertThat(out.toString()).contains("LEVEL", "Service default/a");
    }

    @Test
    void warningsAreFailuresWhereTheThresholdSaysSo() throws Exception {
        var file = Files.writeString(folder.resolve("warned.yaml"), """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: a}
                spec: {mtls: {mode: STRICT}}
                """);

        assertThat(run("analyze", file.toString())).isZero();
        assertThat(run("analyze", file.toString(), "--failure-threshold=Warning"))
                .isEqualTo(79);
        assertThat(run("analyze", file.toString(), "--failure-threshold=loud")).isEqualTo(2);
    }

    @Test
    void analyzeSeesWhatSidecarsWouldMakeOfIt() throws Exception {
        var sidecar = """
                ---
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: %s}
                spec: {egress: [{hosts: ["./*"]}]}
                """;
        var file = Files.writeString(folder.resolve("two.yaml"), sidecar.formatted("a") + sidecar.formatted("b"));

        assertThat(run("analyze", file.toString())).isZero();

        assertThat(err.toString() + out).contains("The Sidecars [a, b]", "IST0111", "two.yaml:");
    }

    @Test
    void explainWorksOffline() {
        var guide = Path.of("src", "main", "resources", "guide").toString();

        assertThat(run("explain", "GET", "http://127.0.0.1:8080/headers", "-H", "x-test-header: v2", "--config", guide))
                .isZero();

        assertThat(out.toString()).contains("rule 1").contains("forward to outbound|8000|v2|httpbin");
    }

    @Test
    void headerWithoutColonIsAUsageError() {
        var guide = Path.of("src", "main", "resources", "guide").toString();

        assertThat(run("explain", "GET", "http://a/", "-H", "nonsense", "--config", guide))
                .isEqualTo(2);
    }

    @Test
    void runNeedsACommand() {
        assertThat(run("run", "--service", "a", "--home", folder.toString())).isEqualTo(2);
    }
}

package dev.lateen.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.api.validation.Violation;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.snapshot.push.RevisionStatus;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void folderIsReadWithWhatIsBelowItAndNamespacesComeFirst() throws Exception {
        Files.createDirectories(folder.resolve("b"));
        Files.writeString(
                folder.resolve("a.yaml"),
                "{apiVersion: v1, kind: Service, metadata: {name: s}, " + "spec: {ports: [{port: 80, name: http}]}}");
        Files.writeString(folder.resolve("b/n.yml"), "{apiVersion: v1, kind: Namespace, metadata: {name: n}}");
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: [a.yaml]");
        Files.writeString(folder.resolve("notes.txt"), "not yaml: [");

        var files = ResourceFiles.read(List.of(folder.toString()), "shop");

        assertThat(files.errors()).isEmpty();
        assertThat(files.resources().stream().map(resource -> resource.key().toString()))
                .containsExactly("Namespace n", "Service shop/s");
    }

    @Test
    void fileThatIsNotThereIsAUsageError() {
        assertThatThrownBy(() -> ResourceFiles.read(List.of(folder + "/none.yaml"), "default"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void fileThatIsTooLargeIsNotReadWhole() throws Exception {
        var file = folder.resolve("huge.yaml");
        try (var huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(4L << 30); // a hole: costs no disk
        }

        assertThatThrownBy(() -> ResourceFiles.read(List.of(file.toString()), "default"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("huge.yaml is too large (expected: at most 33554432 bytes)");
    }

    @Test
    void tableIsWhatPilotMakesOfIt() {
        var table = Documents.read("""
                {"kind":"Table","columnDefinitions":[
                  {"name":"NAME","priority":0},{"name":"AGE","priority":0},{"name":"REASON","priority":1}],
                 "rows":[{"cells":["a","42s","InForce"],"object":{"metadata":{"namespace":"n"}}}]}
                """);

        assertThat(new ResourceTable(false, false).of(List.of(table)).lines())
                .containsExactly("NAME   AGE", "a      42s");
        assertThat(new ResourceTable(true, true).of(List.of(table)).lines())
                .containsExactly("NAMESPACE   NAME   AGE   REASON", "n           a      42s   InForce");
    }

    @Test
    void warningIsSaidOnceWithItsPlaceWhoeverFindsIt() throws Exception {
        var file = Files.writeString(
                folder.resolve("a.yaml"),
                "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  ports: [{port: 80, name: http}]\n");
        var read = ResourceFiles.read(List.of(file.toString()), "shop").resources();
        var err = new StringWriter();
        var warnings = new Warnings(new Console(new PrintWriter(err), new PrintWriter(err), false), read);

        warnings.say(List.of(Violation.warning(read.getFirst(), "spec.ports[0]", "odd")));
        warnings.say(read.getFirst(), "spec.ports[0]: odd");
        warnings.say("Service shop/s", "spec.ports[0]", "odd");
        warnings.say(read.getFirst(), "metadata.namespace: shop does not exist");
        warnings.say("DestinationRule shop/s", "spec.subsets", "still used");

        assertThat(err.toString().lines())
                .containsExactly(
                        "warning: spec.ports[0]: odd at " + file + ":5 (Service shop/s)",
                        "warning: metadata.namespace: shop does not exist at " + file + ":3 (Service shop/s)",
                        "warning: spec.subsets: still used (DestinationRule shop/s)");
    }

    @Test
    void kindsAndNamesReadAsWithKubectl() {
        assertThat(KindArgument.keys(List.of("vs", "a", "b"), "n"))
                .extracting(Object::toString)
                .containsExactly("VirtualService n/a", "VirtualService n/b");
        assertThat(KindArgument.keys(List.of("ns/x", "gw/y"), "n"))
                .extracting(Object::toString)
                .containsExactly("Namespace x", "Gateway n/y");
        assertThatThrownBy(() -> KindArgument.kind("nothing")).hasMessageContaining("virtualservice (vs)");
        assertThatThrownBy(() -> KindArgument.keys(List.of("vs"), "n")).hasMessageContaining("no name");
    }

    @Test
    void revisionReadsAsAFraction() {
        assertThat(RevisionWait.text(new RevisionStatus("42", 3, 3, 21, List.of(), List.of())))
                .isEqualTo("revision 42: 3/3 proxies in 21 ms");
        assertThat(RevisionWait.text(new RevisionStatus("1", 0, 0, 0, List.of(), List.of())))
                .isEqualTo("revision 1: no proxy is connected");
    }
}

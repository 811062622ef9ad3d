package dev.lateen.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.validation.Violation;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.snapshot.push.RevisionStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void tableHasKubectlsColumns() {
        var resource = Documents.read(
                "{\"metadata\":{\"name\":\"a\",\"namespace\":\"n\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},"
                        + "\"spec\":{\"gateways\":[\"g\"],\"hosts\":[\"*\"]}}");
        var now = Instant.parse("2026-01-01T00:00:42Z");

        assertThat(new ResourceTable(Kind.VIRTUAL_SERVICE, false, now)
                        .of(List.of(resource))
                        .lines())
                .containsExactly("NAME   GATEWAYS   HOSTS   AGE", "a      [\"g\"]      [\"*\"]   42s");
        assertThat(new ResourceTable(Kind.GATEWAY, true, now)
                        .of(List.of(resource))
                        .lines())
                .containsExactly("NAMESPACE   NAME   AGE", "n           a      42s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WORKLOAD_ENTRY | {spec: {address: 1.2.3.4}} | NAME   AGE   ADDRESS | a      42s   1.2.3.4",
                "PEER_AUTHENTICATION | {spec: {mtls: {mode: STRICT}}} | NAME   MODE     AGE | a      STRICT   42s",
                "AUTHORIZATION_POLICY | {spec: {action: DENY}} | NAME   ACTION   AGE | a      DENY     42s",
                "REQUEST_AUTHENTICATION | {spec: {}} | NAME   AGE | a      42s",
                "SECRET | {type: kubernetes.io/tls, data: {a: b, c: d}} | NAME   TYPE                DATA   AGE |"
                        + " a      kubernetes.io/tls   2      42s",
                "CONFIG_MAP | {data: {a: b}} | NAME   DATA   AGE | a      1      42s",
                "ENDPOINTS | {subsets: [{addresses: [{ip: 1.1.1.1}, {ip: 1.1.1.2}], ports: [{port: 80}, {port: 90}]}]} |"
                        + " NAME   ENDPOINTS                                      AGE |"
                        + " a      1.1.1.1:80,1.1.1.1:90,1.1.1.2:80 + 1 more...   42s",
                "ENDPOINT_SLICE | {addressType: IPv4, endpoints: [{addresses: [1.1.1.1]}], ports: [{port: 80}]} |"
                        + " NAME   ADDRESSTYPE   PORTS   ENDPOINTS   AGE | a      IPv4          80      1.1.1.1     42s",
                "POD | {spec: {containers: [{name: a}]}} | NAME   READY   STATUS    RESTARTS   AGE |"
                        + " a      0/1     Unknown   0          42s",
                "DEPLOYMENT | {spec: {replicas: 2}, status: {readyReplicas: 1}} |"
                        + " NAME   READY   UP-TO-DATE   AVAILABLE   AGE | a      1/2     0            0           42s"
            })
    void everyKindHasItsColumns(Kind kind, String fields, String header, String row) {
        var resource = Documents.read("{\"metadata\":{\"name\":\"a\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"}}");
        ((ObjectNode) resource).setAll((ObjectNode) Documents.read(json(fields)));

        assertThat(new ResourceTable(kind, false, Instant.parse("2026-01-01T00:00:42Z"))
                        .of(List.of(resource))
                        .lines())
                .containsExactly(header, row);
    }

    private static String json(String flow) {
        return flow.replaceAll("([A-Za-z0-9./]+)", "\"$1\"").replaceAll("\"(\\d+)\"", "$1");
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

package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lateen.pilot.TestPilot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real kubectl against pilot. Skipped where there is none.
class KubectlIT {

    private static final String RESOURCES = """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports:
              - {name: http, port: 8000}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web}
            spec:
              hosts: [web]
              gateways: [mesh]
              http:
              - route:
                - destination: {host: web}
            """;

    @TempDir
    Path folder;

    TestPilot pilot;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(isInstalled(), "kubectl is not installed");
        pilot = TestPilot.start(folder.resolve("home"));
        write(RESOURCES);
        assertThat(kubectl("apply -f resources.yaml"))
                .contains("service/web created", "virtualservice.networking.istio.io/web created");
    }

    @AfterEach
    void stop() {
        if (pilot != null) {
            pilot.close();
        }
    }

    @Test
    void applyChangesWhatIsDifferent() throws IOException {
        assertThat(kubectl("apply -f resources.yaml"))
                .contains("service/web unchanged", "virtualservice.networking.istio.io/web unchanged");
        write(RESOURCES.replace("8000", "8001").replace("[web]", "[web, other]"));
        assertThat(kubectl("apply -f resources.yaml"))
                .contains("service/web configured", "virtualservice.networking.istio.io/web configured");
        assertThat(kubectl("get service web -o jsonpath={.spec.ports[*].port}")).isEqualTo("8001");
        assertThat(kubectl("get vs web -o jsonpath={.spec.hosts}")).isEqualTo("[\"web\",\"other\"]");
        assertThat(kubectl("apply --server-side --force-conflicts -f resources.yaml"))
                .contains("serverside-applied");
    }

    @Test
    void getShowsTheColumnsOfEachKind() {
        assertThat(kubectl("get virtualservice").lines().findFirst().orElse("")).matches("NAME +GATEWAYS +HOSTS +AGE");
        assertThat(kubectl("get vs -o wide").lines().findFirst().orElse(""))
                .matches("NAME +GATEWAYS +HOSTS +AGE +RECONCILED +REASON +MESSAGE");
        assertThat(kubectl("get service -A")).matches("(?s)NAMESPACE +NAME +TYPE.*default +web +ClusterIP.*8000/TCP.*");
        assertThat(kubectl("get namespaces")).contains("Active");
    }

    @Test
    void patchLabelAndEditChangeAResource() {
        kubectl("patch service web -p {\"spec\":{\"ports\":[{\"port\":9000,\"name\":\"more\"}]}}");
        assertThat(kubectl("get service web -o jsonpath={.spec.ports[*].port}")).isEqualTo("8000 9000");
        kubectl("patch vs web --type=merge -p {\"spec\":{\"hosts\":[\"other\"]}}");
        kubectl("patch vs web --type=json -p [{\"op\":\"add\",\"path\":\"/spec/hosts/-\",\"value\":\"third\"}]");
        assertThat(kubectl("get vs web -o jsonpath={.spec.hosts}")).isEqualTo("[\"other\",\"third\"]");
        kubectl("label vs web tier=front");
        assertThat(kubectl("get vs -l tier=front -o name")).contains("virtualservice.networking.istio.io/web");
        assertThat(kubectl("edit service web")).contains("edited");
        assertThat(kubectl("get service web -o jsonpath={.spec.ports[*].port}")).isEqualTo("8111 9000");
    }

    @Test
    void waitSeesAConditionAndDeleteDeletes() {
        kubectl("wait vs/web --for=condition=Reconciled=Unknown --timeout=30s");
        assertThat(kubectl("describe vs web")).contains("NoProxy");
        kubectl("delete vs web --dry-run=server");
        kubectl("get vs web");
        assertThat(kubectl("delete -f resources.yaml")).contains("service \"web\" deleted");
        assertThat(kubectl("get vs")).contains("No resources found");
    }

    private void write(String yaml) throws IOException {
        Files.writeString(folder.resolve("resources.yaml"), yaml);
    }

    /// Its output; fails when it fails.
    private String kubectl(String arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", "home/kubeconfig"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectErrorStream(true);
        builder.environment().put("KUBE_EDITOR", "sed -i s/8000/8111/");
        builder.environment().put("KUBECACHEDIR", folder.resolve("cache").toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(arguments + ": " + output).isZero();
            return output;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
    }
}

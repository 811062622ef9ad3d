package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.pilot.TestPilot;
import dev.lateen.testkit.Eventually;
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

/// The real kubectl against pilot. Without kubectl it fails in CI and is skipped elsewhere.
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
        if ("true".equals(System.getenv("CI"))) {
            assertThat(isInstalled()).as("kubectl on the PATH").isTrue();
        }
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

    @Test
    void generatorsCreateWhatTheyShowInADryRun() throws IOException {
        for (String generator : List.of(
                "namespace team",
                "configmap settings --from-literal=a=b --from-literal=empty=",
                "service clusterip a --tcp=80:8080",
                "service nodeport b --tcp=80:http --node-port=30000",
                "service externalname c --external-name=c.example",
                "deployment d --image=d:1 --replicas=0 --port=80 -- run it")) {
            JsonNode shown = json(kubectl("create --dry-run=client -o json " + generator));

            assertThat(kubectl("create " + generator)).contains(" created");

            String[] words = generator.split(" ");
            String name = words[0].equals("service") ? words[2] : words[1];
            JsonNode stored = json(kubectl("get " + words[0] + " " + name + " -o json"));
            assertThat(stored.at("/metadata/labels")).as(generator).isEqualTo(shown.at("/metadata/labels"));
            assertThat(content(stored)).as(generator).isEqualTo(content(shown));
        }
        assertThat(kubectl("create secret generic s --from-literal=password=hunter2"))
                .contains("secret/s created");
        assertThat(kubectl("get secret s -o json")).contains("KGhpZGRlbik=").doesNotContain("hunter2");
        assertThat(kubectl("describe secret s")).contains("password:");
        assertThat(refused("create namespace Team_1")).contains("metadata.name");
        assertThat(refused("create service clusterip web --tcp=80:80")).contains("already exists");
        assertThat(refused("create job j --image=j")).contains("/apis/batch/v1/namespaces/default/jobs");
    }

    @Test
    void getAllAndCategoriesAreThoseOfACluster() {
        assertThat(kubectl("get all"))
                .contains("service/web ")
                .doesNotContain("virtualservice.networking.istio.io/web ");
        assertThat(kubectl("get istio-io")).contains("virtualservice.networking.istio.io/web ", "[\"mesh\"]");
        assertThat(kubectl("api-resources --categories=security-istio-io --no-headers=true"))
                .contains("AuthorizationPolicy")
                .doesNotContain("VirtualService");
        assertThat(kubectl("api-resources")).contains("virtualservices", "networking.istio.io/v1", "deployments");
        assertThat(kubectl("version")).contains("Server Version");
    }

    @Test
    void explainShowsEachFieldAndWhatIsNotHonoured() {
        assertThat(kubectl("explain vs.spec.http.timeout")).contains("<string>").doesNotContain("Not honoured yet");
        assertThat(kubectl("explain wg")).contains("no WorkloadEntry is made from it");
        assertThat(kubectl("explain dr.spec --recursive --api-version=networking.istio.io/v1beta1"))
                .contains("trafficPolicy\t<Object>", "subsets\t<[]Object>", "exportTo\t<[]string>");
        assertThat(kubectl("explain svc.spec.ports.targetPort")).contains("targetPort");
        assertThat(refused("explain vs.spec.nonsense")).contains("field \"nonsense\" does not exist");
    }

    @Test
    void authTellsWhatThereIsToDo() {
        assertThat(kubectl("auth can-i create vs")).isEqualTo("yes\n");
        assertThat(kubectl("auth can-i get /version")).isEqualTo("yes\n");
        assertThat(refused("auth can-i deletecollection vs")).contains("no - verb: deletecollection");
        assertThat(refused("auth can-i get vs --subresource=scale"))
                .contains("no - there are no virtualservices/scale here");
        assertThat(kubectl("auth can-i --list")).contains("virtualservices.networking.istio.io", "/openapi/*");
        assertThat(kubectl("auth whoami")).contains("lateen");
    }

    @Test
    void diffShowsWhatApplyWouldDo() throws IOException {
        kubectl("diff -f resources.yaml");
        write(RESOURCES.replace("8000", "8001"));
        assertThat(refused("diff -f resources.yaml")).contains("-    port: 8000", "+    port: 8001");
        assertThat(kubectl("get service web -o jsonpath={.spec.ports[*].port}")).isEqualTo("8000");
    }

    @Test
    void whatCannotBeDoneIsRefusedInWords() {
        assertThat(refused("patch vs web -p {\"spec\":{\"hosts\":[\"a\"]}}"))
                .contains("application/strategic-merge-patch+json", "application/merge-patch+json");
        assertThat(refused("logs deployment/web")).contains("deployments.apps \"web\" not found");
        assertThat(refused("get vs/none")).contains("virtualservices.networking.istio.io \"none\" not found");
        assertThat(refused("patch vs web --type=merge -p {\"spec\":{\"hosts\":7}}"))
                .contains("spec.hosts", "expected: a list");
    }

    @Test
    void watchShowsChangesAsTheyCome() throws IOException {
        Path shown = folder.resolve("watch.txt");
        Process watch =
                builder("get vs -w -o name").redirectOutput(shown.toFile()).start();
        try {
            Eventually.asserted(() -> assertThat(Files.readString(shown)).isNotEmpty());
            kubectl("annotate vs web note=first");
            Eventually.asserted(() -> assertThat(Files.readAllLines(shown)).hasSizeGreaterThan(1));
        } finally {
            watch.destroy();
        }
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode content(JsonNode resource) {
        return lean(((ObjectNode) resource).retain("spec", "data"));
    }

    /// Without nulls and what is empty, which mean nothing.
    private static JsonNode lean(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.forEach(KubectlIT::lean);
            object.properties()
                    .removeIf(field -> field.getValue().isNull()
                            || field.getValue().isContainerNode()
                                    && field.getValue().isEmpty());
        } else {
            node.forEach(KubectlIT::lean);
        }
        return node;
    }

    private void write(String yaml) throws IOException {
        Files.writeString(folder.resolve("resources.yaml"), yaml);
    }

    /// Its output; fails when it fails.
    private String kubectl(String arguments) {
        Outcome outcome = run(arguments);
        assertThat(outcome.code()).as(arguments + ": " + outcome.output()).isZero();
        return outcome.output();
    }

    /// The output of what must not succeed.
    private String refused(String arguments) {
        Outcome outcome = run(arguments);
        assertThat(outcome.code()).as(arguments + ": " + outcome.output()).isNotZero();
        return outcome.output();
    }

    private record Outcome(int code, String output) {}

    private Outcome run(String arguments) {
        try {
            Process process = builder(arguments).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private ProcessBuilder builder(String arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", "home/kubeconfig"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.redirectErrorStream(true);
        builder.environment().put("KUBE_EDITOR", "sed -i s/8000/8111/");
        builder.environment().put("KUBECACHEDIR", folder.resolve("cache").toString());
        return builder;
    }

    private static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
    }
}

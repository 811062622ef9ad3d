package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lateen.gateway.GatewayKeys;
import dev.lateen.pilot.PilotSettings;
import dev.lateen.proxy.bootstrap.ProxyKeys;
import dev.lateen.sidecar.SidecarKeys;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Renders every kustomization as a user would and reads each object strictly: fields, types, and what must
/// agree between objects. Without kubectl it fails in CI and is skipped elsewhere.
class KustomizeTest {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Z_]+)\\)");

    @BeforeAll
    static void requireKubectl() {
        boolean present = Manifest.hasKubectl();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(present)
                    .as("kubectl on the PATH: CI renders every manifest")
                    .isTrue();
        }
        assumeTrue(present, "kubectl is not installed");
    }

    @Test
    void everyKustomizationIsRenderedHere() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            assertThat(files.filter(file -> file.endsWith("kustomization.yaml"))
                            .map(file -> root().relativize(file.getParent()).toString()))
                    .containsExactlyInAnyOrder(
                            "base", "overlays/demo", "overlays/native", "samples/httpbin", "components/native");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/demo", "overlays/native", "samples/httpbin"})
    void everyObjectIsReadStrictly(String folder) throws Exception {
        List<Manifest> objects = render(folder);

        assertThat(objects).isNotEmpty();
        String namespace = folder.startsWith("samples") ? "default" : "istio-system";
        for (Manifest object : objects) {
            assertThat(ManifestShapes.findings(object.fields()))
                    .as(object.name())
                    .isEmpty();
            boolean namespaced = !object.text("kind").equals("Namespace");
            assertThat(object.text("metadata", "namespace")).as(object.name()).isEqualTo(namespaced ? namespace : "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/demo", "overlays/native", "samples/httpbin"})
    void podsAreRestrictedAndConsistent(String folder) throws Exception {
        List<Manifest> deployments = Manifest.ofKind(render(folder), "Deployment");

        assertThat(deployments).hasSize(2);
        for (Manifest deployment : deployments) {
            Manifest pod = deployment.at("spec", "template");
            assertThat(pod.at("metadata", "labels").fields())
                    .containsAllEntriesOf(
                            deployment.at("spec", "selector", "matchLabels").fields());
            assertThat(pod.text("metadata", "annotations", "prometheus.io/scrape"))
                    .isEqualTo("true");
            assertThat(ports(pod, "containerPort"))
                    .as("containers of a pod share one address")
                    .doesNotHaveDuplicates()
                    .contains(pod.text("metadata", "annotations", "prometheus.io/port"));
            assertThat(ports(pod, "name"))
                    .doesNotHaveDuplicates()
                    .allSatisfy(name -> assertThat(name.length()).isLessThanOrEqualTo(15));
            assertThat(pod.text("spec", "securityContext", "runAsNonRoot")).isEqualTo("true");
            assertThat(pod.text("spec", "securityContext", "seccompProfile", "type"))
                    .isEqualTo("RuntimeDefault");
            pod.list("spec", "containers").forEach(container -> assertContainer(container, pod));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/demo", "overlays/native", "samples/httpbin"})
    void servicesReachPortsThatExist(String folder) throws Exception {
        List<Manifest> objects = render(folder);

        for (Manifest service : Manifest.ofKind(objects, "Service")) {
            var selector = service.at("spec", "selector").fields().entrySet();
            List<Manifest> pods = Manifest.ofKind(objects, "Deployment").stream()
                    .map(deployment -> deployment.at("spec", "template"))
                    .filter(pod ->
                            pod.at("metadata", "labels").fields().entrySet().containsAll(selector))
                    .toList();
            assertThat(pods).as("pods of " + service.name()).isNotEmpty();
            for (Manifest port : service.list("spec", "ports")) {
                assertThat(pods)
                        .allSatisfy(pod -> assertThat(ports(pod, "name")).contains(port.text("targetPort")));
            }
        }
    }

    @Test
    void theGuidesNamesHold() throws Exception {
        List<Manifest> objects = render("base");

        assertThat(objects.stream().map(Manifest::name))
                .contains("Namespace istio-system", "Deployment istiod", "Deployment istio-ingressgateway");
        Manifest service = Manifest.ofKind(objects, "Service").stream()
                .filter(object -> object.name().equals("Service istio-ingressgateway"))
                .findFirst()
                .orElseThrow();
        assertThat(service.text("spec", "type")).isEqualTo("LoadBalancer");
        assertThat(service.at("metadata", "labels").fields())
                .containsEntry("app", "istio-ingressgateway")
                .containsEntry("istio", "ingressgateway");
        assertThat(service.list("spec", "ports").stream().map(port -> port.text("name") + " " + port.text("port")))
                .containsExactly("status-port 15021", "http2 80", "https 443");
    }

    @Test
    void theDemoWritesTheAccessLogToTheConsole() throws Exception {
        Stream<Manifest> variables = Manifest.ofKind(render("overlays/demo"), "Deployment").stream()
                .flatMap(deployment -> deployment.list("spec", "template", "spec", "containers").stream())
                .flatMap(container -> container.list("env").stream());

        assertThat(variables.map(Manifest::fields))
                .contains(Map.of("name", "LATEEN_PROXY_ACCESS_LOG_FORMAT", "value", "text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/demo", "overlays/native", "samples/httpbin"})
    void everyVariableOfOursIsAConfigurationKeyAndRefersToEarlierOnes(String folder) throws Exception {
        Set<String> keys = new HashSet<>();
        for (Class<?> mapping : List.of(PilotSettings.class, ProxyKeys.class, GatewayKeys.class, SidecarKeys.class)) {
            variables(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping, keys);
        }
        for (Manifest deployment : Manifest.ofKind(render(folder), "Deployment")) {
            for (Manifest container : deployment.list("spec", "template", "spec", "containers")) {
                Set<String> earlier = new HashSet<>();
                for (Manifest variable : container.list("env")) {
                    String name = variable.text("name");
                    assertThat(!name.startsWith("LATEEN_") || keys.contains(name))
                            .as(name)
                            .isTrue();
                    Matcher reference = REFERENCE.matcher(variable.text("value"));
                    while (reference.find()) {
                        assertThat(earlier).as(name).contains(reference.group(1));
                    }
                    earlier.add(name);
                }
            }
        }
    }

    @Test
    void aMisspeltFieldOrAWrongTypeIsFound() {
        Map<String, Object> service = Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Service",
                "metadata",
                Map.of("nam", "x"),
                "spec",
                Map.of(
                        "selector", Map.of("app", "x"),
                        "ports", List.of(Map.of("name", "a", "port", 70000, "targetPort", "a", "protocol", "TCP"))));

        assertThat(ManifestShapes.findings(service))
                .hasSize(3)
                .anyMatch(finding -> finding.startsWith("Service.metadata.nam: unknown"))
                .contains("Service.metadata.name: missing", "Service.spec.ports[0].port: 70000 (expected: port)");
    }

    /// The environment variables of a configuration mapping: its keys in upper case, `_` for everything else.
    private static void variables(String prefix, Class<?> mapping, Set<String> names) {
        for (Method method : mapping.getMethods()) {
            String key = prefix + "." + method.getName().replaceAll("([A-Z])", "-$1");
            if (method.getReturnType().isInterface() && method.getReturnType().getEnclosingClass() == mapping) {
                variables(key, method.getReturnType(), names);
            } else {
                names.add(key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
            }
        }
    }

    private static void assertContainer(Manifest container, Manifest pod) {
        assertThat(container.text("image")).matches("lateen/[a-z-]+:[0-9]+\\.[0-9]+\\.[0-9]+(-native)?");
        assertThat(container.at("securityContext").fields())
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        assertThat(container.at("resources", "requests").fields()).containsKeys("cpu", "memory");
        assertThat(container.at("resources", "limits").fields()).containsKey("memory");
        List<String> volumes = texts(pod.list("spec", "volumes"), "name");
        assertThat(volumes).containsAll(texts(container.list("volumeMounts"), "name"));
        assertThat(texts(container.list("volumeMounts"), "mountPath")).contains("/tmp");
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            if (container.has(probe)) {
                assertThat(texts(container.list("ports"), "name")).contains(container.text(probe, "httpGet", "port"));
            }
        }
    }

    private static List<String> ports(Manifest pod, String field) {
        return pod.list("spec", "containers").stream()
                .flatMap(container -> container.list("ports").stream())
                .map(port -> port.text(field))
                .toList();
    }

    private static List<String> texts(List<Manifest> manifests, String field) {
        return manifests.stream().map(manifest -> manifest.text(field)).toList();
    }

    private static List<Manifest> render(String folder) throws IOException, InterruptedException {
        return Manifest.render(root().resolve(folder));
    }

    private static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("k8s/base"))) {
                return folder.resolve("k8s");
            }
        }
        throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " holds k8s/base");
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.EngineStats;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Weights beyond Istio's: callers that keep their version, and destinations that are not there.
class CanaryIT {

    private static final int CALLERS = 300;
    private static final Pattern COOKIE = Pattern.compile("lateen-canary-[0-9a-f]{8}=[0-9a-f]{16}-[0-9a-f]{8}");

    private Mesh mesh;
    private MeshWorkload canary;

    @BeforeEach
    void start() {
        mesh = Mesh.start();
        mesh.workload("httpbin", "v1");
        canary = mesh.workload("httpbin", "v2");
        mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS);
    }

    @AfterEach
    void stop() {
        mesh.close();
    }

    private void split(String annotations, int v1, int v2) {
        mesh.apply(annotated(annotations, Yaml.split(v1, v2)));
    }

    private static String annotated(String annotations, String virtualService) {
        String lines = annotations
                .lines()
                .map(line -> "    traffic.lateen.dev/" + line + "\n")
                .collect(Collectors.joining());
        return virtualService
                .replace("  name: httpbin\n", "  name: httpbin\n  annotations:\n" + lines)
                .replace("gateways: [gateway]", "gateways: [gateway, mesh]")
                .replace("hosts: [\"*\"]", "hosts: [httpbin]");
    }

    private RawResponse get(String... headers) {
        return Calls.gateway(mesh.gatewayPort(), "httpbin.default.svc.cluster.local", "/", headers);
    }

    private static String version(RawResponse response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return response.header("x-version").orElse("none");
    }

    private Set<Integer> onCanary(Function<Integer, RawResponse> call) {
        return IntStream.range(0, CALLERS)
                .boxed()
                .filter(caller -> version(call.apply(caller)).equals("v2"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<Integer> onCanary() {
        return onCanary(caller -> get("x-user: user-" + caller));
    }

    private EngineStats stats() {
        return mesh.gateway().engine().stats();
    }

    /// Bounds of a share of 300 callers are six standard deviations; the callers are always the same ones.
    @Test
    void aRampMovesExactlyTheMissingShareAndComesBackTheSameWay() {
        split("sticky: header:x-user", 90, 10);
        Set<Integer> ten = onCanary();
        assertThat(ten).hasSizeBetween(1, 61);
        assertThat(onCanary()).isEqualTo(ten);

        split("sticky: header:x-user", 70, 30);
        Set<Integer> thirty = onCanary();
        assertThat(thirty).containsAll(ten).hasSizeBetween(43, 137);

        split("sticky: header:x-user", 90, 10);
        assertThat(onCanary()).isEqualTo(ten);

        split("sticky: header:x-user", 100, 0);
        assertThat(onCanary()).isEmpty();

        split("sticky: header:x-user", 0, 100);
        assertThat(onCanary()).hasSize(CALLERS);
    }

    /// No state is shared: a gateway and a sidecar come to the same by themselves.
    @Test
    void allProxiesGiveACallerTheSameVersion() {
        try (MeshProxy caller = mesh.caller("default", "caller", Map.of("app", "caller"))) {
            split("sticky: header:x-user", 60, 40);
            Set<Integer> throughSidecar =
                    onCanary(user -> Calls.mesh(caller, "httpbin:8000", "/", "x-user: user-" + user));

            assertThat(throughSidecar).isEqualTo(onCanary()).isNotEmpty();
        }
    }

    /// Without the header there is nobody to remember: turns of the exact split.
    @Test
    void whoCannotBeToldIsServedInTurn() {
        split("sticky: header:x-user", 90, 10);

        assertThat(IntStream.range(0, 100).filter(i -> version(get()).equals("v2")))
                .hasSize(10);
    }

    @Test
    void anAddressKeepsItsVersion() {
        split("sticky: source-ip", 50, 50);

        assertThat(IntStream.range(0, 30).mapToObj(i -> version(get())).distinct())
                .hasSize(1);
    }

    private static String cookie(RawResponse response) {
        List<String> given = response.headers("set-cookie");
        assertThat(given).singleElement().satisfies(line -> {
            assertThat(line).endsWith("; Path=/; HttpOnly; SameSite=Lax");
            assertThat(line.split(";")[0]).matches(COOKIE);
        });
        return given.getFirst().split(";")[0];
    }

    @Test
    void aCookieKeepsItsVersionAndIsToldWhenThatChanges() {
        split("sticky: cookie", 50, 50);
        Map<String, String> versions = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            RawResponse first = get();
            versions.put(cookie(first), version(first));
        }
        assertThat(versions.values()).contains("v1", "v2");
        versions.forEach((cookie, version) -> {
            RawResponse again = get("Cookie: a=b; " + cookie + "; c=d");
            assertThat(version(again)).isEqualTo(version);
            assertThat(again.headers("set-cookie")).isEmpty();
        });

        split("sticky: cookie", 100, 0);
        versions.forEach((cookie, version) -> {
            RawResponse after = get("Cookie: " + cookie);
            assertThat(version(after)).isEqualTo("v1");
            assertThat(after.headers("set-cookie")).hasSize(version.equals("v2") ? 1 : 0);
        });
    }

    @Test
    void aMalformedCookieIsReplaced() {
        split("sticky: cookie", 50, 50);
        String good = cookie(get());
        for (String bad :
                List.of(good.substring(0, good.length() - 1), good + "0", good.replace('-', 'x'), "=", ";;")) {
            cookie(get("Cookie: " + bad));
        }
    }

    @Test
    void aDrainKeepsThoseWhoAreThereAndLetsNobodyIn() {
        split("sticky: cookie\ndrain: \"true\"", 50, 50);
        Map<String, String> versions = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            RawResponse first = get();
            versions.put(cookie(first), version(first));
        }
        assertThat(versions.values()).contains("v1", "v2");

        split("sticky: cookie\ndrain: \"true\"", 100, 0);
        versions.forEach((cookie, version) ->
                assertThat(version(get("Cookie: " + cookie))).isEqualTo(version));
        assertThat(IntStream.range(0, 30).mapToObj(i -> version(get())).distinct())
                .containsExactly("v1");
    }

    /// Testers reach the canary by a header while the weights say nobody does.
    @Test
    void aRuleForTestersAboveWinsDuringTheRamp() {
        String testers = """
                - match: [{headers: {x-tester: {exact: 'yes'}}}]
                  route: [{destination: {host: httpbin, subset: v2}}]
                """;
        String rest = """
                - route:
                  - {destination: {host: httpbin, subset: v1}, weight: 100}
                  - {destination: {host: httpbin, subset: v2}, weight: 0}
                """;
        mesh.apply(annotated("sticky: cookie", Yaml.virtualService(testers + rest)));

        assertThat(version(get("x-tester: yes"))).isEqualTo("v2");
        assertThat(version(get())).isEqualTo("v1");
    }

    @Test
    void aDestinationWithoutAnEndpointGivesItsShareToTheOthersAndComesBack() {
        mesh.apply(Yaml.split(50, 50));
        assertThat(counted(20)).isEqualTo(Map.of("v1", 10, "v2", 10));
        mesh.remove(canary);
        assertThat(counted(20)).isEqualTo(Map.of("v1", 20));
        assertThat(stats().shiftedRequests()).isEqualTo(20);

        canary = mesh.workload("httpbin", "v2");
        // Its first step is a tenth of its share: it is back, and does not have all of it at once.
        Map<String, Integer> first = counted(22);
        assertThat(first.keySet()).containsExactly("v1", "v2");
        assertThat(stats().shiftedRequests()).isGreaterThan(20);
        Eventually.await(
                "half of the requests go to v2 again", () -> counted(20).equals(Map.of("v1", 10, "v2", 10)));
    }

    /// Of three the other two keep their proportion.
    @Test
    void aDestinationThatIsEjectedGivesItsShareToTheOthers() {
        mesh.workload("httpbin", "v3", request -> Answer.status(500));
        mesh.apply("""
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: httpbin}
                spec:
                  host: httpbin
                  trafficPolicy:
                    outlierDetection: {consecutive5xxErrors: 1, maxEjectionPercent: 100, baseEjectionTime: 1h}
                  subsets:
                  - {name: v1, labels: {version: v1}}
                  - {name: v2, labels: {version: v2}}
                  - {name: v3, labels: {version: v3}}
                ---
                """ + Yaml.virtualService("""
                - route:
                  - {destination: {host: httpbin, subset: v1}, weight: 60}
                  - {destination: {host: httpbin, subset: v2}, weight: 30}
                  - {destination: {host: httpbin, subset: v3}, weight: 110}
                """));
        Eventually.await("the error that ejects", () -> mesh.get("/").status() == 500);

        assertThat(counted(30)).isEqualTo(Map.of("v1", 20, "v2", 10));
        assertThat(stats().shiftedRequests()).isEqualTo(30);
    }

    @Test
    void aDestinationWithoutAWeightTakesNobodysShare() {
        mesh.apply(Yaml.split(0, 100));
        assertThat(counted(4)).isEqualTo(Map.of("v2", 4));
        mesh.remove(canary);
        for (int i = 0; i < 4; i++) {
            assertThat(mesh.get("/").status()).isEqualTo(503);
        }
    }

    @Test
    void withoutHealthItIsAsInIstio() {
        mesh.apply(annotated("health-aware: \"false\"", Yaml.split(50, 50)));
        mesh.remove(canary);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            statuses.add(get().status());
        }
        assertThat(statuses.stream().filter(status -> status == 503)).hasSize(10);
        assertThat(stats().shiftedRequests()).isZero();
    }

    @Test
    void aSingleDestinationKeepsItsAnswer() {
        mesh.apply(Yaml.virtualService("- route: [{destination: {host: httpbin, subset: v2}}]\n"));
        mesh.remove(canary);

        RawResponse response = mesh.get("/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.bodyText()).contains("UH no_healthy_upstream");
    }

    private Map<String, Integer> counted(int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> version(mesh.get("/")))
                .collect(Collectors.toMap(version -> version, version -> 1, Integer::sum, TreeMap::new));
    }
}

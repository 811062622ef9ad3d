package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which endpoint and which destination a request goes to, with two event loops.
@Proves("VirtualService http[].route[].weight")
class LoadBalancingIT {

    private static final String HOST = "x.example.com";
    private static final Map<String, OriginServer> ORIGINS = new LinkedHashMap<>();
    private static Mesh mesh;

    @BeforeAll
    static void start() {
        mesh = Mesh.start(2);
        mesh.apply(Yaml.gateway("default/gateway", "*") + "---\n" + Yaml.service("httpbin", 8000));
        for (String version : List.of("v1", "v2", "v3")) {
            add(version);
        }
    }

    @AfterAll
    static void stop() {
        mesh.close();
        ORIGINS.values().forEach(OriginServer::close);
    }

    private static void add(String version) {
        OriginServer origin = OriginServer.start(request -> Answers.of(version, request));
        ORIGINS.put(version, origin);
        Map<String, String> labels = Map.of("app", "httpbin", "version", version);
        mesh.apply(
                Yaml.workloadEntry("httpbin-" + version, labels, origin.port()).replace("\"true\"", "\"false\""));
    }

    private static Applied policy(String simple) {
        return Applied.to(
                mesh, """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: httpbin}
                spec:
                  host: httpbin
                  trafficPolicy: {loadBalancer: {simple: %s}}
                """.formatted(simple) + Yaml.virtualService("default/a", HOST, "gateway", Yaml.rule("all")));
    }

    private static Applied subsetsWith(String... rules) {
        return Applied.to(mesh, """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: httpbin}
                spec:
                  host: httpbin
                  subsets:
                  - {name: v1, labels: {version: v1}}
                  - {name: v2, labels: {version: v2}}
                  - {name: v3, labels: {version: v3}}
                """ + Yaml.virtualService("default/a", HOST, "gateway", rules));
    }

    private static String split(String prefix, int... weights) {
        StringBuilder rule = new StringBuilder("- match: [{uri: {prefix: " + prefix + "}}]\n  route:\n");
        for (int i = 0; i < weights.length; i++) {
            rule.append("  - {destination: {host: httpbin, subset: v%d}, weight: %d}\n".formatted(i + 1, weights[i]));
        }
        return rule.toString();
    }

    private static String fresh(String path) {
        return version(Calls.gateway(mesh.gatewayPort(), HOST, path));
    }

    private static List<String> keptAlive(String path, int requests) throws IOException {
        List<String> versions = new ArrayList<>();
        try (RawHttpClient client = RawHttpClient.connect(mesh.gatewayPort())) {
            for (int i = 0; i < requests; i++) {
                versions.add(version(client.get(path, "Host: " + HOST)));
            }
        }
        return versions;
    }

    private static String version(RawResponse response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return response.header("x-version").orElseThrow();
    }

    private static Map<String, Integer> count(Collection<String> versions) {
        return versions.stream()
                .collect(Collectors.toMap(version -> version, version -> 1, Integer::sum, TreeMap::new));
    }

    @Test
    void roundRobinAlternatesExactly() throws IOException {
        try (Applied _ = policy("ROUND_ROBIN")) {
            List<String> versions = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                versions.add(fresh("/"));
                versions.addAll(keptAlive("/", 5));
            }
            for (int i = 3; i < versions.size(); i++) {
                assertThat(versions.get(i)).as(versions.toString()).isEqualTo(versions.get(i - 3));
            }
            assertThat(count(versions)).isEqualTo(Map.of("v1", 8, "v2", 8, "v3", 8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RANDOM", "LEAST_REQUEST", "LEAST_CONN", "UNSPECIFIED"})
    void theOthersSpreadOverAllEndpoints(String policy) throws IOException {
        try (Applied _ = policy(policy)) {
            Map<String, Integer> seen = count(keptAlive("/", 200));
            assertThat(seen).as(seen.toString()).containsOnlyKeys("v1", "v2", "v3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROUND_ROBIN", "RANDOM", "LEAST_REQUEST"})
    void endpointsComeAndGo(String policy) throws IOException {
        try (Applied _ = policy(policy)) {
            add("v4");
            assertThat(count(keptAlive("/", 200))).containsOnlyKeys("v1", "v2", "v3", "v4");
            mesh.delete("workloadentries", "httpbin-v4");
            int before = ORIGINS.get("v4").requests().size();
            assertThat(count(keptAlive("/", 100))).containsOnlyKeys("v1", "v2", "v3");
            assertThat(ORIGINS.get("v4").requests()).hasSize(before);
            ORIGINS.remove("v4").close();
        }
    }

    @Test
    void anEndpointThatRefusesCostsNoRequestNotEvenAPost() throws IOException {
        try (Socket refusing = refusing();
                Applied _ = policy("ROUND_ROBIN");
                Applied _ = Applied.to(mesh, dead("dead", refusing.getLocalPort()));
                RawHttpClient client = RawHttpClient.connect(mesh.gatewayPort())) {
            for (int i = 0; i < 12; i++) {
                RawResponse response = client.request("POST", "/", new byte[1000], "Host: " + HOST);
                assertThat(version(response)).startsWith("v");
            }
            assertThat(ORIGINS.values().stream()
                            .flatMap(origin -> origin.requests().stream())
                            .filter(request ->
                                    request.headers("x-envoy-attempt-count").equals(List.of("2"))))
                    .hasSizeBetween(3, 4);
        }
    }

    @Test
    void whenAllRefuseTheClientHearsThatItWasRetried() throws IOException {
        String toDead = Yaml.virtualService("default/a", HOST, "gateway", """
                - route: [{destination: {host: httpbin, subset: dead}}]
                """) + """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: httpbin}
                spec:
                  host: httpbin
                  subsets: [{name: dead, labels: {version: dead}}]
                """;
        try (Socket one = refusing();
                Socket two = refusing();
                Applied _ = Applied.to(
                        mesh,
                        toDead + "---\n" + dead("one", one.getLocalPort()) + "---\n"
                                + dead("two", two.getLocalPort()))) {
            RawResponse response = Calls.gateway(mesh.gatewayPort(), HOST, "/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText())
                    .endsWith("(UF,URX upstream_reset_before_response_started{remote_connection_failure})\n");
        }
    }

    private static String dead(String name, int port) {
        return Yaml.workloadEntry("httpbin-" + name, Map.of("app", "httpbin", "version", "dead"), port)
                .replace("\"true\"", "\"false\"");
    }

    /// Bound, so that nobody else gets its port, but not listening.
    private static Socket refusing() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    /// Weights, requests that make whole rounds, expected shares.
    @ParameterizedTest
    @CsvSource({
        "50 30 20, 10, 5 3 2",
        "1 2 3, 6, 1 2 3",
        "300 100 0, 4, 3 1 0",
        "33 33 34, 100, 33 33 34",
        "99 1 0, 100, 99 1 0",
        "0 0 7, 5, 0 0 5",
        "1 1 1, 30, 10 10 10",
        "10000 5000 5000, 8, 4 2 2"
    })
    void weightsAreExactOverWholeRounds(String weights, int requests, String expected) throws IOException {
        int[] given = numbers(weights);
        int[] shares = numbers(expected);
        try (Applied _ = subsetsWith(split("/", given))) {
            for (int round = 0; round < 2; round++) {
                Map<String, Integer> counted = count(keptAlive("/", requests));
                for (int i = 0; i < shares.length; i++) {
                    assertThat(counted.getOrDefault("v" + (i + 1), 0))
                            .as(weights + " gave " + counted)
                            .isEqualTo(shares[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 0 | spec.http[0].route: total weight 0 (expected: more than 0 among several destinations)",
                "50 -1 51 | spec.http[0].route[1].weight: -1 (expected: 0 or more)"
            })
    void weightsThatLeadToNobodyAreRefusedAndTheLastOnesHold(String weights, String reason) throws IOException {
        try (Applied _ = subsetsWith(split("/", 0, 100, 0))) {
            ResourceKey key = new ResourceKey(Kind.VIRTUAL_SERVICE, "default", "a");
            ArrayNode destinations = (ArrayNode) mesh.api().get(key).at("/spec/http/0/route");
            int[] given = numbers(weights);
            for (int i = 0; i < given.length; i++) {
                ((ObjectNode) destinations.get(i)).put("weight", given[i]);
            }
            assertThatThrownBy(
                            () -> mesh.api().merge(key, "{\"spec\": {\"http\": [{\"route\": " + destinations + "}]}}"))
                    .hasMessageContaining("422")
                    .hasMessageContaining(reason);

            assertThat(count(keptAlive("/", 5))).isEqualTo(Map.of("v2", 5));
        }
    }

    @Test
    void everyRuleHasASplitOfItsOwn() throws Exception {
        try (Applied _ = subsetsWith(split("/a", 90, 10), split("/b", 1, 3), split("/", 1, 1, 2));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // When: five clients that keep their connection and one that does not, all at once, on three rules
            Map<String, List<Future<List<String>>>> running = new LinkedHashMap<>();
            for (String path : List.of("/a", "/b", "/c")) {
                List<Future<List<String>>> clients = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    clients.add(threads.submit(() -> keptAlive(path, 32)));
                }
                clients.add(threads.submit(
                        () -> IntStream.range(0, 40).mapToObj(i -> fresh(path)).toList()));
                running.put(path, clients);
            }
            // Then
            assertThat(all(running.get("/a"))).isEqualTo(Map.of("v1", 180, "v2", 20));
            assertThat(all(running.get("/b"))).isEqualTo(Map.of("v1", 50, "v2", 150));
            assertThat(all(running.get("/c"))).isEqualTo(Map.of("v1", 50, "v2", 50, "v3", 100));
        }
    }

    private static Map<String, Integer> all(List<Future<List<String>>> clients) throws Exception {
        List<String> versions = new ArrayList<>();
        for (Future<List<String>> client : clients) {
            versions.addAll(client.get());
        }
        return count(versions);
    }

    private static int[] numbers(String text) {
        return List.of(text.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
    }
}

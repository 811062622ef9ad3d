package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The split is exact, not merely likely: over whole schedules every destination gets its share to the request.
class CanarySplitIT {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void splitsExactlyOverNewAndKeptAliveConnections(int workers) throws IOException {
        try (Mesh mesh = canary(workers)) {
            // 20 requests, a connection each
            assertThat(count(fresh(mesh, 20))).isEqualTo(Map.of("v1", 18, "v2", 2));
            // 100 more on one connection
            assertThat(count(keptAlive(mesh, 100))).isEqualTo(Map.of("v1", 90, "v2", 10));
            // and mixed
            List<String> mixed = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                mixed.addAll(fresh(mesh, 3));
                mixed.addAll(keptAlive(mesh, 7));
            }
            assertThat(count(mixed)).isEqualTo(Map.of("v1", 90, "v2", 10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void splitsExactlyWhileUnrelatedConfigurationIsPushed(int workers) throws Exception {
        try (Mesh mesh = canary(workers);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given
            mesh.apply(Yaml.service("unrelated", 9000));
            // When: 30 pushes that give the gateway a new snapshot each, and 1,000 requests meanwhile
            Future<?> pushes = threads.submit(() -> IntStream.range(0, 30)
                    .forEach(i -> mesh.apply(Yaml.virtualService("""
                            - match:
                              - uri: {prefix: /never-%d}
                              route:
                              - destination: {host: unrelated}
                            """.formatted(i))
                            .replace("name: httpbin", "name: unrelated")
                            .replace("hosts: [\"*\"]", "hosts: [unrelated.example.com]"))));
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                clients.add(threads.submit(() -> seen.addAll(keptAlive(mesh, 250))));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            pushes.get();
            // Then
            assertThat(count(seen)).isEqualTo(Map.of("v1", 900, "v2", 100));
        }
    }

    @Test
    void zeroWeightGetsNothingAndASingleDestinationIgnoresItsWeight() {
        try (Mesh mesh = canary(1)) {
            mesh.apply(Yaml.split(0, 100));
            assertThat(count(fresh(mesh, 10))).isEqualTo(Map.of("v2", 10));
            mesh.apply(Yaml.virtualService("""
                    - route:
                      - destination: {host: httpbin, subset: v1}
                        weight: 0
                    """));
            assertThat(count(fresh(mesh, 10))).isEqualTo(Map.of("v1", 10));
        }
    }

    private static Mesh canary(int workers) {
        Mesh mesh = Mesh.start(workers);
        mesh.workload("httpbin", "v1");
        mesh.workload("httpbin", "v2");
        mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS + "---\n" + Yaml.split(90, 10));
        return mesh;
    }

    private static List<String> fresh(Mesh mesh, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(i -> version(mesh.get("/headers")))
                .toList();
    }

    private static List<String> keptAlive(Mesh mesh, int requests) throws IOException {
        List<String> versions = new ArrayList<>();
        try (RawHttpClient client = RawHttpClient.connect(mesh.gatewayPort())) {
            for (int i = 0; i < requests; i++) {
                versions.add(version(client.get("/headers")));
            }
        }
        return versions;
    }

    private static String version(RawResponse response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return response.header("x-version").orElse("none");
    }

    private static Map<String, Integer> count(List<String> versions) {
        return versions.stream()
                .collect(Collectors.toMap(version -> version, version -> 1, Integer::sum, TreeMap::new));
    }
}

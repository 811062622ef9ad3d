package dev.lateen.cli.mesh;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.HttpProbe;
import dev.lateen.cli.workload.Workload;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What the programs do while they are watched for their AOT caches, until the JVMs know which of their methods are
/// hot. An answer that fails costs speed, so nobody looks at it.
///
/// @param workload whose sidecar is exercised
record Exercise(PilotClient pilot, int gatewayPort, Workload workload) {

    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(20);
    private static final int REQUESTS = 300;
    private static final int HOSTS = 100;

    /// The routes of the guide, then hosts that the sidecar loads one after the other.
    void run() {
        for (int i = 0; i < REQUESTS; i++) {
            HttpProbe.get(gatewayPort, "/headers", Map.of("x-test-header", "v" + (1 + i % 2)));
        }
        var hosts = IntStream.range(0, HOSTS)
                .mapToObj(i -> "exercise-" + i + ".example.com")
                .toList();
        pilot.apply(entry(hosts).document());
        pilot.revision(pilot.revision(), ACKNOWLEDGED);
        for (var host : hosts) {
            if (HttpProbe.through(workload.ports().outbound(), URI.create("http://" + host + "/headers"))
                    .isEmpty()) {
                return; // nobody answers: the others would wait as long
            }
        }
    }

    /// All of them are the workload itself.
    private Resource<?> entry(List<String> hosts) {
        var text = """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: exercise}
                spec:
                  hosts: [%s]
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  resolution: STATIC
                  endpoints: [{address: 127.0.0.1, ports: {http: %d}}]
                """.formatted(String.join(", ", hosts), workload.ports().application());
        return ResourceReader.read("exercise.yaml", text, workload.namespace())
                .resources()
                .getFirst();
    }
}

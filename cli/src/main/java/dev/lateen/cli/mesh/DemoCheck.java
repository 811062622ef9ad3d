package dev.lateen.cli.mesh;

import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.process.HttpProbe;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Proves that the demo does what it promises before its user is told so.
record DemoCheck(PilotClient pilot, int gatewayPort, Console console) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(20);
    private static final int REQUESTS = 20;

    /// Waits for every workload and every proxy, then for the first answer.
    void awaitAnswer(Demo demo, Stopwatch watch) {
        if (!Await.until(demo::isComplete, PATIENCE)) {
            throw CommandFailure.of("not every workload is in the mesh after " + PATIENCE.toSeconds() + " s");
        }
        var status = pilot.revision(pilot.revision(), ACKNOWLEDGED);
        if (!status.pending().isEmpty()) {
            throw CommandFailure.of("proxies behind: " + status.pending());
        }
        console.print("revision " + status.revision() + ": " + status.acked() + "/" + status.proxies() + " proxies");
        if (!Await.until(this::answers, PATIENCE)) {
            throw CommandFailure.of(
                    "no 200 from http://127.0.0.1:" + gatewayPort + "/headers after " + PATIENCE.toSeconds() + " s: "
                            + trouble(),
                    "`lateen explain GET http://127.0.0.1:" + gatewayPort + "/headers` and the logs tell why");
        }
        console.print(console.strong("first 200 through the gateway after " + watch));
    }

    /// Counts twenty requests.
    void requireSplit() {
        var split = split();
        console.print(REQUESTS + " requests: " + split);
        if (!split.equals(Map.of("v1", 18, "v2", 2))) {
            throw CommandFailure.of("split: " + split + " (expected: {v1=18, v2=2})");
        }
    }

    private boolean answers() {
        return HttpProbe.get(gatewayPort, "/headers", Map.of())
                .filter(answer -> answer.status() == 200)
                .isPresent();
    }

    private String trouble() {
        return HttpProbe.get(gatewayPort, "/headers", Map.of())
                .map(answer -> "HTTP " + answer.status() + " " + answer.body().strip())
                .orElse("no answer");
    }

    private Map<String, Integer> split() {
        var counts = new TreeMap<String, Integer>();
        for (int i = 0; i < REQUESTS; i++) {
            var version = HttpProbe.get(gatewayPort, "/headers", Map.of())
                    .map(answer -> answer.version() == null ? "HTTP " + answer.status() : answer.version())
                    .orElse("no answer");
            counts.merge(version, 1, Integer::sum);
        }
        return counts;
    }
}

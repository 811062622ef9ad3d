package dev.lateen.cli.workload;

import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The user's command: has the terminal, and is told by its environment where to listen and whom to call through.
final class Application {

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String DIRECT = "127.0.0.1,localhost,::1";

    private final Process process;

    private Application(Process process) {
        this.process = process;
    }

    static Application start(List<String> command, Workload workload) {
        var builder = new ProcessBuilder(command).inheritIO();
        var environment = builder.environment();
        environment.putAll(variables(workload));
        // What the user set stays.
        environment.putIfAbsent("no_proxy", DIRECT);
        environment.putIfAbsent("NO_PROXY", environment.get("no_proxy"));
        try {
            return new Application(builder.start());
        } catch (IOException e) {
            throw CommandFailure.of("the command cannot be started: " + e.getMessage());
        }
    }

    static Map<String, String> variables(Workload workload) {
        var proxy = "http://127.0.0.1:" + workload.ports().outbound();
        return Map.of(
                "PORT", Integer.toString(workload.ports().application()),
                "http_proxy", proxy,
                "HTTP_PROXY", proxy);
    }

    Process process() {
        return process;
    }

    /// Its exit code; 128 and the signal's number when a signal ended it.
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /// Passes a request to end on, and waits for it.
    void stop() {
        ChildProcess.stop(process.toHandle(), GRACE);
    }
}

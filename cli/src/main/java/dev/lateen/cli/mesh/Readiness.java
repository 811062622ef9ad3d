package dev.lateen.cli.mesh;

import dev.lateen.cli.process.Await;
import dev.lateen.cli.process.HttpProbe;
import dev.lateen.cli.process.KeptAlive;
import dev.lateen.cli.terminal.CommandFailure;
import java.time.Duration;
import java.util.Map;

/// Waits until a program says that it is ready.
final class Readiness {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOG_LINES = 12;

    private Readiness() {}

    /// @throws CommandFailure with the end of its log when it ends, or is not ready in time
    static void await(KeptAlive child, int port, String path) {
        Await.until(() -> !child.isAlive() || isReady(port, path), PATIENCE);
        if (!child.isAlive()) {
            throw CommandFailure.of(
                    describeEnd(child, child.current().process().exitValue()),
                    "its whole log is in " + child.current().log());
        }
        if (!isReady(port, path)) {
            throw CommandFailure.of(
                    child.name() + " is not ready after " + PATIENCE.toSeconds() + " s:\n" + lastLines(child),
                    "its whole log is in " + child.current().log());
        }
        child.settled();
    }

    static boolean isReady(int port, String path) {
        return HttpProbe.get(port, path, Map.of())
                .filter(answer -> answer.status() == 200)
                .isPresent();
    }

    static String describeEnd(KeptAlive child, int exitCode) {
        return child.name() + " ended with " + exitCode + ":\n" + lastLines(child);
    }

    private static String lastLines(KeptAlive child) {
        return "  " + String.join("\n  ", child.current().lastLines(LOG_LINES));
    }
}

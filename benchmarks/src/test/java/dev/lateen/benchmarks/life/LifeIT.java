package dev.lateen.benchmarks.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.benchmarks.peer.Cores;
import dev.lateen.benchmarks.peer.Peers;
import dev.lateen.benchmarks.scenario.Scenarios;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeIT {

    private final StringWriter printed = new StringWriter();
    private final Console console = new Console(new PrintWriter(printed), new PrintWriter(printed), false);

    @TempDir
    private Path directory;

    @Test
    void whoHasNoProcessIsNamedAndLeftOut() {
        var direct = Peers.all(directory, null, null, List.of()).stream()
                .filter(peer -> peer.name().equals("direct"))
                .toList();
        var life = new Life(Scenarios.named("1k-32").orElseThrow(), 1, 0, Cores.byWorkers(), directory);
        assertThatThrownBy(() -> life.measure(direct, console))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("nobody is left to be started");
        assertThat(printed.toString()).contains("direct is left out: it has no process to start");
    }
}

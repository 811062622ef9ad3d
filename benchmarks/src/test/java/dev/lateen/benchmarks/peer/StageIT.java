package dev.lateen.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.terminal.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageIT {

    private static final List<String> SLEEP = List.of("sleep", "600");

    @TempDir
    private Path directory;

    @Test
    void whatWasStartedEndsWithItAndNothingStartsAfterwards() throws Exception {
        // Given a process of which nobody knows but the stage, as in the middle of a peer's start
        var stage = Stage.open(directory, Cores.byWorkers());
        var place = new Place(directory, new Work(10, 1, 2), stage);
        var started = Stream.of(place.beside("pilot", SLEEP), place.proxy("proxy", SLEEP, 1))
                .map(ChildProcess::process)
                .toList();
        assertThat(started).allMatch(Process::isAlive);

        // When
        stage.close();

        // Then
        assertThat(started).noneMatch(Process::isAlive);
        assertThatThrownBy(() -> place.beside("pilot", SLEEP))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("told to end: pilot is not started any more");
    }
}

package dev.lateen.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.ManagedProcess;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ChildProcess.Launch;
import dev.lateen.cli.process.ProcessIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DownIT {

    @TempDir
    private Path folder = Path.of("");

    private Home home = new Home(folder);
    private final StringWriter out = new StringWriter();
    private final List<ChildProcess> started = new java.util.ArrayList<>();

    @BeforeEach
    void openHome() {
        home = new Home(folder);
    }

    @AfterEach
    void endAll() {
        started.forEach(child -> child.process().destroyForcibly());
    }

    private ChildProcess dummy(String name) throws Exception {
        var child = ChildProcess.start(new Launch(name, List.of("sleep", "600"), Map.of(), home.log(name)));
        started.add(child);
        return child;
    }

    private void write(ProcessIdentity supervisor, ProcessIdentity pilot) throws Exception {
        var processes = List.of(new ManagedProcess("pilot", pilot, Map.of("push", 1)));
        new RunningMesh(
                        "up",
                        RunningMesh.State.READY,
                        0,
                        supervisor,
                        new RunningMesh.Ports(1, 2, 3, 4),
                        null,
                        processes)
                .write(home);
    }

    private int down() {
        return new CommandLine(new DownCommand()).setOut(new PrintWriter(out)).execute("--home", folder.toString());
    }

    @Test
    void supervisorAndWhatItLeftAreEnded() throws Exception {
        var supervisor = dummy("supervisor");
        var pilot = dummy("pilot");
        write(supervisor.identity(), pilot.identity());

        assertThat(down()).isZero();

        assertThat(supervisor.process().isAlive()).isFalse();
        assertThat(pilot.process().isAlive()).isFalse();
        assertThat(home.meshFile()).doesNotExist();
    }

    @Test
    void childrenOfAKilledSupervisorAreEnded() throws Exception {
        var supervisor = dummy("supervisor");
        var pilot = dummy("pilot");
        write(supervisor.identity(), pilot.identity());
        supervisor.process().destroyForcibly().waitFor();

        assertThat(down()).isZero();

        assertThat(pilot.process().isAlive()).isFalse();
        assertThat(out.toString()).contains("ended 1 process of an earlier mesh");
    }

    @Test
    void processWithAReusedPidIsLeftAlone() throws Exception {
        var stranger = dummy("stranger");
        var reused = new ProcessIdentity(
                stranger.process().pid(), stranger.identity().startMillis() - 100_000);
        write(reused, reused);

        assertThat(down()).isZero();

        assertThat(stranger.process().isAlive()).isTrue();
        assertThat(home.meshFile()).doesNotExist();
    }
}

package dev.lateen.cli.mesh;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.home.WorkloadRecord;
import dev.lateen.cli.process.ChildProcess;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.terminal.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Processes of a mesh whose supervisor was killed. Only processes that this home recorded, with their start times,
/// are touched.
final class Leftovers {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private Leftovers() {}

    /// How many were still there.
    static int end(Home home, Console console) throws IOException {
        int count = 0;
        for (var workload : WorkloadRecord.all(home)) {
            if (!workload.owner().isAlive() || workload.owner().equals(ProcessIdentity.current())) {
                count += end(parts(workload));
                workload.delete(home);
            }
        }
        var mesh = RunningMesh.read(home);
        if (mesh.isPresent() && !mesh.get().isAlive()) {
            var processes = new ArrayList<ProcessIdentity>();
            mesh.get().processes().forEach(process -> processes.addFirst(process.process()));
            count += end(processes);
            Files.deleteIfExists(home.meshFile());
        }
        if (count > 0) {
            console.print("ended " + count + (count == 1 ? " process" : " processes") + " of an earlier mesh");
        }
        return count;
    }

    private static int end(List<ProcessIdentity> processes) {
        int count = 0;
        for (var identity : processes) {
            var process = identity.find();
            if (process.isPresent()) {
                ChildProcess.stop(process.get(), GRACE);
                count++;
            }
        }
        return count;
    }

    private static List<ProcessIdentity> parts(WorkloadRecord workload) {
        var parts = new ArrayList<ProcessIdentity>();
        if (workload.application() != null) {
            parts.add(Objects.requireNonNull(workload.application()));
        }
        if (workload.sidecar() != null) {
            parts.add(Objects.requireNonNull(workload.sidecar()));
        }
        return parts;
    }
}

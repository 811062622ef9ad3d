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
        var left = new ArrayList<ProcessIdentity>();
        for (var workload : WorkloadRecord.all(home)) {
            if (!workload.owner().isAlive() || workload.owner().equals(ProcessIdentity.current())) {
                left.addAll(parts(workload));
                workload.delete(home);
            }
        }
        var mesh = RunningMesh.read(home);
        if (mesh.isPresent() && !mesh.get().isAlive()) {
            mesh.get().processes().forEach(process -> left.add(process.process()));
            Files.deleteIfExists(home.meshFile());
        }
        int count = end(left);
        if (count > 0) {
            console.print("ended " + count + (count == 1 ? " process" : " processes") + " of an earlier mesh");
        }
        return count;
    }

    private static int end(List<ProcessIdentity> processes) {
        var alive =
                processes.stream().flatMap(process -> process.find().stream()).toList();
        ChildProcess.stopAll(alive, GRACE);
        return alive.size();
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

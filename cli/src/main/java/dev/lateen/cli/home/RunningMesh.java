package dev.lateen.cli.home;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.lateen.cli.process.ProcessIdentity;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `mesh.json` says about the mesh of a home.
///
/// @param kind `up` or `demo`
/// @param supervisor the process that watches over the others
/// @param programs folder of the native executables in use; null for the JVM programs
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunningMesh(
        String kind,
        State state,
        long sinceMillis,
        ProcessIdentity supervisor,
        Ports ports,
        @Nullable String programs,
        List<ManagedProcess> processes) {

    public RunningMesh {
        processes = processes == null ? List.of() : List.copyOf(processes);
    }

    public enum State {
        STARTING,
        READY,
        STOPPING
    }

    /// Where the parts listen on loopback.
    ///
    /// @param push pilot's config-push API
    /// @param api pilot's local resource API
    /// @param debug pilot's metrics, readiness and debugging
    public record Ports(int gateway, int push, int api, int debug) {}

    /// Empty when there is no such file, or when it cannot be understood.
    public static Optional<RunningMesh> read(Home home) {
        try {
            return JsonFile.read(home.meshFile(), RunningMesh.class);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// @throws CommandFailure when no mesh runs in this home
    public static RunningMesh required(Home home) {
        return read(home)
                .filter(RunningMesh::isAlive)
                .orElseThrow(() -> CommandFailure.of(
                        "no mesh is running in " + home.shown(),
                        "start one with `lateen up` or `lateen demo`, or name another folder by --home DIR"));
    }

    public void write(Home home) throws IOException {
        JsonFile.write(home.meshFile(), this);
    }

    public boolean isAlive() {
        return supervisor.isAlive();
    }

    public RunningMesh in(State next) {
        return new RunningMesh(kind, next, sinceMillis, supervisor, ports, programs, processes);
    }

    public RunningMesh with(List<ManagedProcess> running) {
        return new RunningMesh(kind, state, sinceMillis, supervisor, ports, programs, running);
    }

    public String gatewayUrl() {
        return "http://127.0.0.1:" + ports.gateway();
    }
}

package dev.lateen.cli.mesh;

import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.process.FreePorts;
import dev.lateen.cli.process.PortHolder;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import java.io.IOException;

/// What has to hold before anything is started.
final class Start {

    private Start() {}

    static int run(MeshPlan plan, boolean detach, Console console) throws IOException, InterruptedException {
        refuseSecond(plan);
        refuseBusyPort(plan);
        return detach ? Background.start(plan, console) : Supervisor.run(plan, console);
    }

    private static void refuseSecond(MeshPlan plan) {
        var running = RunningMesh.read(plan.home()).filter(RunningMesh::isAlive);
        if (running.isEmpty()) {
            return;
        }
        var mesh = running.get();
        throw CommandFailure.of(
                "a mesh is running already in " + plan.home().shown() + ", " + mesh.gatewayUrl() + " (`lateen "
                        + mesh.kind() + "`, process " + mesh.supervisor().pid() + ")",
                "`lateen down" + plan.home().option()
                        + "` ends it; --home DIR and --gateway-port start another beside it");
    }

    private static void refuseBusyPort(MeshPlan plan) {
        int port = plan.gatewayPort();
        if (FreePorts.isFree(port)) {
            return;
        }
        if (port < 1024 && PortHolder.of(port).isEmpty()) {
            throw CommandFailure.of(
                    "port " + port + " for the gateway cannot be bound", "choose one above 1023 by --gateway-port");
        }
        var holder = PortHolder.of(port)
                .map(PortHolder::describe)
                .orElse("a process that this user may not see (try: sudo lsof -iTCP:" + port + " -sTCP:LISTEN)");
        throw CommandFailure.of(
                "port " + port + " for the gateway is in use by " + holder,
                "end that process, or choose another port, for instance --gateway-port "
                        + new FreePorts().preferred(port + 10_000));
    }
}

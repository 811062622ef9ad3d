package dev.lateen.cli.mesh;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.process.Programs;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The mesh that is to run.
///
/// @param withDemo with the sample workloads and resources
/// @param gatewayPort where servers on port 80 are bound
/// @param config folder to watch for resources, absolute
record MeshPlan(
        Home home,
        boolean withDemo,
        int gatewayPort,
        @Nullable Path config,
        Programs programs) {

    String kind() {
        return withDemo ? "demo" : "up";
    }
}

package dev.lateen.cli.mesh;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.process.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The mesh that is to run.
///
/// @param gatewayPort where servers on port 80 are bound
/// @param config folder to watch for resources, absolute
record MeshPlan(
        Home home, Kind kind, int gatewayPort, @Nullable Path config, Programs programs) {

    /// What it is for.
    enum Kind {
        /// Pilot and the gateway.
        UP,
        /// With the sample workloads and resources, until it is told to end.
        DEMO,
        /// As the demo, but one process of each program, and it ends by itself: see [Training].
        TRAINING;

        /// The command that starts it.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether the sample workloads and resources are part of it.
    boolean withDemo() {
        return kind != Kind.UP;
    }

    /// The versions of httpbin that run.
    List<String> versions() {
        return switch (kind) {
            case UP -> List.of();
            case DEMO -> List.of("v1", "v2");
            case TRAINING -> List.of("v1");
        };
    }
}

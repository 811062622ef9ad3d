package dev.lateen.benchmarks;

import dev.lateen.benchmarks.peer.Peer;
import dev.lateen.benchmarks.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What to measure, and how long.
///
/// @param starts how often everybody is started anew
/// @param rounds after each warm-up
/// @param directory for configurations and logs
record BenchSettings(List<Scenario> scenarios, List<Peer> peers, int starts, int rounds, Times times, Path directory) {

    BenchSettings {
        scenarios = List.copyOf(scenarios);
        peers = List.copyOf(peers);
    }

    /// @param window the part of a round that counts
    /// @param leadIn the part before it that does not
    /// @param breather nothing runs for so long between two peers
    /// @param warmUp the longest that anybody is warmed up for
    record Times(Duration window, Duration leadIn, Duration breather, Duration warmUp) {}
}

package dev.lateen.benchmarks.peer;

import dev.lateen.cli.process.ChildProcess;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A peer at work.
///
/// @param port of loopback, which the load goes to
/// @param process whose use is measured; null when there is none
/// @param change changes its configuration without changing what it does
/// @param again starts its process once more, where that has ended; does not wait until it serves
public record RunningPeer(
        Peer peer, int port, @Nullable ChildProcess process, Runnable change, Supplier<ChildProcess> again) {

    private static final Duration GRACE = Duration.ofSeconds(5);

    static RunningPeer of(Peer peer, int port, ChildProcess process, Supplier<ChildProcess> again) {
        return new RunningPeer(peer, port, process, () -> {}, again);
    }

    /// Ends its process, not what it needs besides.
    public void stop() {
        if (process != null) {
            process.stop(GRACE);
        }
    }

    /// Starts its process once more, after [#stop]; returns at once.
    public RunningPeer start() {
        return new RunningPeer(peer, port, again.get(), change, again);
    }

    public ProcessUsage usage() {
        return process == null
                ? ProcessUsage.NONE
                : ProcessUsage.of(process.process().toHandle());
    }
}

package dev.lateen.benchmarks.peer;

import dev.lateen.cli.process.ChildProcess;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A peer at work.
///
/// @param port of loopback, which the load goes to
/// @param process whose use is measured; null when there is none
/// @param others what it needs besides
/// @param change changes its configuration without changing what it does
/// @param again starts its process once more, where that has ended; does not wait until it serves
public record RunningPeer(
        Peer peer,
        int port,
        @Nullable ChildProcess process,
        List<ChildProcess> others,
        Runnable change,
        Supplier<ChildProcess> again)
        implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    static RunningPeer of(Peer peer, int port, ChildProcess process, Supplier<ChildProcess> again) {
        return new RunningPeer(peer, port, process, List.of(), () -> {}, again);
    }

    /// Ends its process, not the others.
    public void stop() {
        if (process != null) {
            process.stop(GRACE);
        }
    }

    /// Starts its process once more, after [#stop]; returns at once.
    public RunningPeer start() {
        return new RunningPeer(peer, port, again.get(), others, change, again);
    }

    public ProcessUsage usage() {
        return process == null
                ? ProcessUsage.NONE
                : ProcessUsage.of(process.process().toHandle());
    }

    @Override
    public void close() {
        stop();
        others.forEach(each -> each.stop(GRACE));
    }
}

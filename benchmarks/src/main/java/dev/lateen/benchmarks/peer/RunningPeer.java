package dev.lateen.benchmarks.peer;

import dev.lateen.cli.process.ChildProcess;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A peer at work.
///
/// @param port of loopback, which the load goes to
/// @param process whose use is measured; null when there is none
/// @param others what it needs besides
/// @param change changes its configuration without changing what it does
public record RunningPeer(
        Peer peer, int port, @Nullable ChildProcess process, List<ChildProcess> others, Runnable change)
        implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(5);

    static RunningPeer of(Peer peer, int port, @Nullable ChildProcess process) {
        return new RunningPeer(peer, port, process, List.of(), () -> {});
    }

    public ProcessUsage usage() {
        return process == null
                ? ProcessUsage.NONE
                : ProcessUsage.of(process.process().toHandle());
    }

    @Override
    public void close() {
        if (process != null) {
            process.stop(GRACE);
        }
        others.forEach(each -> each.stop(GRACE));
    }
}

package dev.lateen.proxy;

import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.snapshot.Snapshot;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/// The data plane of one process: its event loops, its listeners and the snapshot in force. Methods may be called from
/// any thread but an event loop's.
public final class Engine implements AutoCloseable {

    private volatile Snapshot current = Snapshot.EMPTY;

    /// @param telemetryForLoop the telemetry of event loop n, asked once for each loop at start
    public Engine(EngineConfig config, IntFunction<LoopTelemetry> telemetryForLoop) {}

    public void start() {}

    /// Puts a snapshot in force: binds new listeners, swaps once, then drains removed listeners. Blocks until done.
    ///
    /// @throws SnapshotRejected when it contradicts itself or a listener cannot be bound; nothing has changed then
    public void apply(Snapshot snapshot) throws SnapshotRejected {
        current = snapshot;
    }

    public Snapshot current() {
        return current;
    }

    /// Listener name to the port it is really bound to.
    public Map<String, Integer> boundPorts() {
        return Map.of();
    }

    /// Stops accepting, finishes exchanges with `Connection: close`, closes idle connections. Completes when no
    /// connection is left or the drain timeout has closed the rest.
    public CompletableFuture<Void> drain() {
        return CompletableFuture.completedFuture(null);
    }

    public EngineStats stats() {
        return new EngineStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /// Closes every connection at once.
    @Override
    public void close() {}
}

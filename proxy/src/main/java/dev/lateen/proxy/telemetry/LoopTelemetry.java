package dev.lateen.proxy.telemetry;

/// The telemetry of one event loop; called on that loop only, so it needs no synchronisation to write.
public interface LoopTelemetry {

    /// Exactly once for each exchange, after its last byte or when it failed.
    void finished(FinishedExchange exchange);

    /// A connection that is not read as HTTP has reached its upstream; [#finished] follows at its end.
    default void opened(FinishedExchange connection) {}

    LoopTelemetry NONE = exchange -> {};
}

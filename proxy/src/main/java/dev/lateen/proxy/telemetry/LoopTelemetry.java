package dev.lateen.proxy.telemetry;

/// The telemetry of one event loop; called on that loop only, so it needs no synchronisation to write.
public interface LoopTelemetry {

    /// Exactly once for each exchange, after its last byte or when it failed.
    void finished(FinishedExchange exchange);

    /// A connection that is not read as HTTP has a destination; [#finished] follows at its end.
    default void opened(FinishedExchange connection) {}

    /// A destination has failed an exchange, which goes on to another one; [#finished] follows at its end.
    default void left(FinishedExchange exchange) {}

    LoopTelemetry NONE = exchange -> {};
}

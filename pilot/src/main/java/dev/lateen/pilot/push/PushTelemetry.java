package dev.lateen.pilot.push;

import java.time.Duration;

/// What the push counts. Called on the push loop; must not block.
public interface PushTelemetry {

    enum EventType {
        SNAPSHOT,
        DELTA,
        SECRETS
    }

    void compiled(Duration duration);

    void pushed(EventType type);

    void rejected();

    /// From the change to one proxy's acknowledgement of it.
    void acknowledged(Duration sinceChange);
}

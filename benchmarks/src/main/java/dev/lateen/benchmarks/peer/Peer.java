package dev.lateen.benchmarks.peer;

import dev.lateen.benchmarks.scenario.Scenario.Setup;
import java.io.IOException;
import java.util.Optional;

/// Somebody who can be measured. Its configuration is made from the same [dev.lateen.benchmarks.scenario.Work] as
/// everybody's.
public interface Peer {

    String name();

    /// Why it cannot run here; empty when it can.
    Optional<String> missing();

    /// What it says of itself.
    String version();

    /// Whether it can be set up like that.
    boolean offers(Setup setup);

    /// Requests that it needs to have served before it runs as it will run.
    int warmUpRequests();

    /// Returns when its port takes connections.
    RunningPeer start(Setup setup, Place place) throws IOException;
}

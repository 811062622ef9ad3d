package dev.lateen.benchmarks.peer;

import dev.lateen.benchmarks.scenario.Scenario.Setup;
import dev.lateen.benchmarks.scenario.Scenario.Tls;
import java.util.Optional;

/// No proxy at all: the load on the origin.
final class DirectPeer implements Peer {

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public String version() {
        return "no proxy";
    }

    @Override
    public boolean offers(Setup setup) {
        return setup.tls() == Tls.NONE;
    }

    @Override
    public int warmUpRequests() {
        return 100_000;
    }

    @Override
    public RunningPeer start(Setup setup, Place place) {
        return new RunningPeer(this, place.work().upstreamA(), null, () -> {}, () -> {
            throw new IllegalStateException("no process to start");
        });
    }
}

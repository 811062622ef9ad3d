package dev.lateen.proxy.cluster;

import org.jspecify.annotations.Nullable;

/// What is known of an endpoint while the proxy runs, whatever snapshots come: shared by all event loops.
public final class EndpointState {

    private final String key;
    private final int port;
    private final long bornNanos;
    private final PaddedCounter active = new PaddedCounter();
    private volatile String address;
    private volatile boolean removed;
    private volatile @Nullable EndpointHealth health;

    EndpointState(String address, int port, long bornNanos) {
        this.key = address + ":" + port;
        this.bornNanos = bornNanos;
        this.address = address;
        this.port = port;
    }

    /// What it is known by as long as it is there.
    String key() {
        return key;
    }

    long bornNanos() {
        return bornNanos;
    }

    /// Where a new connection goes: an IP address literal.
    public String address() {
        return address;
    }

    /// New connections go elsewhere from now on, those that are there stay.
    void moveTo(String now) {
        address = now;
    }

    public int port() {
        return port;
    }

    /// Requests under way.
    public long active() {
        return active.get();
    }

    public void requestStarted() {
        active.increment();
    }

    public void requestFinished() {
        active.decrement();
    }

    /// Whether nothing in force names it any more: its idle connections are of no use.
    public boolean isRemoved() {
        return removed;
    }

    void setRemoved(boolean value) {
        removed = value;
    }

    /// Whether outlier detection has it left out.
    public boolean isEjected() {
        var known = health;
        return known != null && known.isEjected();
    }

    /// Null when nobody looks after it.
    @Nullable
    EndpointHealth health() {
        return health;
    }

    EndpointHealth watched() {
        var known = health;
        if (known == null) {
            known = new EndpointHealth();
            health = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return address + ":" + port;
    }
}

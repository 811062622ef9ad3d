package dev.lateen.proxy.upstream;

import dev.lateen.snapshot.Cluster;
import java.util.concurrent.TimeUnit;

/// How long and for how many requests an upstream connection has been in use, and how long it may be: as the cluster of
/// its last request says. Event loop only.
final class ConnectionAge {

    private long openedNanos;
    private long mostNanos;
    private long idleSinceNanos;
    private long idleTimeoutNanos;
    private int served;

    void opens() {
        openedNanos = System.nanoTime();
    }

    /// Another request has been served.
    void serves(Cluster cluster) {
        served++;
        var limits = cluster.policy().limits();
        mostNanos = limits == null ? 0 : TimeUnit.MILLISECONDS.toNanos(limits.maxConnectionDurationMillis());
        idleTimeoutNanos = TimeUnit.MILLISECONDS.toNanos(cluster.idleTimeoutMillis());
    }

    boolean hasServed() {
        return served > 0;
    }

    /// Whether its last request was as many as it may serve.
    boolean hasServedAll(Cluster cluster) {
        int limit = cluster.maxRequestsPerConnection();
        return limit > 0 && served >= limit;
    }

    /// Whether it has been open for as long as it may be.
    boolean isTooOld() {
        return mostNanos > 0 && System.nanoTime() - openedNanos >= mostNanos;
    }

    void idles() {
        idleSinceNanos = System.nanoTime();
    }

    boolean hasIdledTooLong(long now) {
        return now - idleSinceNanos >= idleTimeoutNanos;
    }
}

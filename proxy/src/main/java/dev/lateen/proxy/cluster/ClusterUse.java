package dev.lateen.proxy.cluster;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What this proxy uses of a cluster now, over all event loops: counted against the limits of its DestinationRule. Who
/// finds no room for a connection waits in turn; a connection's room goes from who gives it up straight to who is next,
/// so that nobody is overtaken. Any thread, without locks.
public final class ClusterUse {

    private final PaddedCounter requests = new PaddedCounter();
    private final PaddedCounter pending = new PaddedCounter();
    private final PaddedCounter connections = new PaddedCounter();
    private final PaddedCounter overflows = new PaddedCounter();
    private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();
    private volatile int maxConnections;

    /// Somebody's place in the queue for a connection.
    public interface Turn {

        /// Claims it, for the room of one connection or for a connection; false when it was given up meanwhile. Once.
        boolean claim();

        /// After a claim: there is room for a connection. Called on any thread; whoever does not want it any more gives
        /// it back with [#connectionClosed].
        void granted();
    }

    /// @param limit 0 for none
    boolean requestBegins(int limit) {
        return overflowUnless(add(requests, limit));
    }

    void requestEnds() {
        requests.decrement();
    }

    /// What is allowed from now on.
    ///
    /// @param maxConnections 0 for any number
    void allow(int maxConnections) {
        this.maxConnections = maxConnections;
        grant();
    }

    /// A request begins to wait for a connection; [#pendingEnds] has to follow.
    ///
    /// @param limit 0 for none
    /// @return whether there is room for it to wait
    public boolean pendingBegins(int limit) {
        return overflowUnless(add(pending, limit));
    }

    public void pendingEnds() {
        pending.decrement();
    }

    /// Takes the room of a connection, of which [#connectionClosed] has to hear; false when there is none.
    public boolean connectionOpens() {
        return overflowUnless(waiting.isEmpty() && add(connections, maxConnections));
    }

    /// The same for somebody who can wait.
    public void connectionOpens(Turn turn) {
        waiting.add(turn);
        grant();
    }

    public void connectionClosed() {
        var next = isOver() ? null : next();
        if (next != null) {
            next.granted();
            return;
        }
        connections.decrement();
        grant(); // somebody may have come in between
    }

    /// The turn that is next, for a connection that has become free: claimed, when it fits. Null when it does not.
    public @Nullable Turn takeNext(Predicate<Turn> fits) {
        var first = waiting.peek();
        return first != null && fits.test(first) && waiting.remove(first) && first.claim() ? first : null;
    }

    /// It was given up.
    public void leave(Turn turn) {
        waiting.remove(turn);
    }

    public boolean isWaitedFor() {
        return !waiting.isEmpty();
    }

    /// Whether more connections are open than are allowed since.
    public boolean isOver() {
        int most = maxConnections;
        return most > 0 && connections.get() > most;
    }

    public long requests() {
        return requests.get();
    }

    public long pending() {
        return pending.get();
    }

    public long connections() {
        return connections.get();
    }

    /// How often there was no room.
    public long overflows() {
        return overflows.get();
    }

    private @Nullable Turn next() {
        for (var turn = waiting.poll(); turn != null; turn = waiting.poll()) {
            if (turn.claim()) {
                return turn;
            }
        }
        return null;
    }

    /// Room goes to those who wait, as long as there is any.
    private void grant() {
        while (!waiting.isEmpty() && add(connections, maxConnections)) {
            var next = next();
            if (next == null) {
                connections.decrement();
            } else {
                next.granted();
            }
        }
    }

    private boolean overflowUnless(boolean room) {
        if (!room) {
            overflows.increment();
        }
        return room;
    }

    private static boolean add(PaddedCounter counter, int limit) {
        if (limit <= 0) {
            counter.increment();
            return true;
        }
        for (long now = counter.get(); now < limit; now = counter.get()) {
            if (counter.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }
}

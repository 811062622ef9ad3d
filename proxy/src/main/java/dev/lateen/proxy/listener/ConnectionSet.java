package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.Worker;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// The open downstream connections of one event loop. Event loop only.
final class ConnectionSet {

    private final Worker worker;
    private final AtomicInteger open;
    private final Set<DownstreamConnection> connections = new HashSet<>();

    /// @param open how many the whole engine has
    ConnectionSet(Worker worker, AtomicInteger open) {
        this.worker = worker;
        this.open = open;
    }

    Worker worker() {
        return worker;
    }

    /// Takes a place for a new connection; false when there is none left.
    boolean admit() {
        if (open.incrementAndGet() > worker.context().limits().maxConnections()) {
            open.decrementAndGet();
            worker.context().counters().increment(Counter.REJECTED_CONNECTIONS);
            return false;
        }
        return true;
    }

    void release() {
        open.decrementAndGet();
    }

    void add(DownstreamConnection connection) {
        connections.add(connection);
        worker.context().counters().increment(Counter.OPEN_DOWNSTREAM);
        worker.context().counters().increment(Counter.TOTAL_DOWNSTREAM);
    }

    /// The same connection, seen otherwise from now on.
    void replace(DownstreamConnection connection, DownstreamConnection by) {
        connections.remove(connection);
        connections.add(by);
    }

    void remove(DownstreamConnection connection) {
        if (connections.remove(connection)) {
            worker.context().counters().decrement(Counter.OPEN_DOWNSTREAM);
        }
    }

    void drain(Predicate<Binding> which) {
        for (var connection : new ArrayList<>(connections)) {
            if (which.test(connection.binding())) {
                connection.drain();
            }
        }
    }

    void close(Predicate<Binding> which) {
        for (var connection : new ArrayList<>(connections)) {
            if (which.test(connection.binding())) {
                connection.closeNow();
            }
        }
    }

    int size(Predicate<Binding> which) {
        int count = 0;
        for (var connection : connections) {
            count += which.test(connection.binding()) ? 1 : 0;
        }
        return count;
    }
}

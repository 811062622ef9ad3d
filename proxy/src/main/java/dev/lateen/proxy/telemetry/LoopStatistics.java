package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.Cluster.ServiceRef;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.WorkloadRef;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// The request metrics of one event loop: only that loop writes, a scrape reads along. A series that the loop has
/// seen costs a look-up in an open-addressed table and six ordered writes, without garbage.
final class LoopStatistics implements LoopTelemetry {

    private final SeriesTable table;
    private final PrefixCounters prefixes;
    private final RouteMeters meters;
    private @Nullable SeriesKey[] keys = new SeriesKey[64];
    private int[] numbers = new int[64];
    private int size;
    /// By series number; replaced when it grows. Elements appear once and stay.
    private volatile @Nullable AtomicLongArray[] cells = new AtomicLongArray[16];
    private volatile long overflowed;

    LoopStatistics(SeriesTable table, PrefixCounters prefixes, RouteMeters meters) {
        this.table = table;
        this.prefixes = prefixes;
        this.meters = meters;
    }

    @Override
    public void finished(FinishedExchange exchange) {
        if (exchange.isTcp()) {
            closed(exchange);
            return;
        }
        var counters = counters(exchange);
        Cells.add(counters, Cells.DURATION, Cells.durationBucket(exchange.durationNanos()), exchange.durationNanos());
        Cells.add(counters, Cells.REQUEST, Cells.sizeBucket(exchange.bytesReceived()), exchange.bytesReceived());
        Cells.add(counters, Cells.RESPONSE, Cells.sizeBucket(exchange.bytesSent()), exchange.bytesSent());
        prefixes.count(exchange);
        meters.count(exchange);
    }

    @Override
    public void opened(FinishedExchange connection) {
        Cells.add(counters(connection), Cells.OPENED, 1);
    }

    @Override
    public void left(FinishedExchange exchange) {
        meters.left(exchange);
    }

    private void closed(FinishedExchange connection) {
        if (connection.endpoint() != null) { // else it was never opened
            var counters = counters(connection);
            Cells.add(counters, Cells.CLOSED, 1);
            Cells.add(counters, Cells.RECEIVED, connection.bytesReceived());
            Cells.add(counters, Cells.SENT, connection.bytesSent());
        }
    }

    /// What this loop counted for a series; null when nothing. Any thread.
    @Nullable
    AtomicLongArray read(int number) {
        var all = cells;
        return number < all.length ? all[number] : null;
    }

    /// Exchanges counted in an overflow series. Any thread.
    long overflowed() {
        return overflowed;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private int number(FinishedExchange exchange, boolean inbound, WorkloadRef peer, @Nullable ServiceRef service) {
        int mask = keys.length - 1;
        int slot = SeriesKey.hash(exchange, inbound, peer, service) & mask;
        for (var key = keys[slot]; key != null; key = keys[slot]) {
            if (key.matches(exchange, inbound, peer, service)) {
                return numbers[slot];
            }
            slot = (slot + 1) & mask;
        }
        var key = new SeriesKey(
                inbound,
                peer,
                service,
                SeriesKey.isBlackHole(exchange),
                exchange.isTcp(),
                exchange.status(),
                exchange.flags());
        int number = table.intern(key);
        if (number < SeriesTable.FIRST) {
            overflowed++;
            return number;
        }
        insert(key, slot, number);
        return number;
    }

    private void insert(SeriesKey key, int slot, int number) {
        keys[slot] = key;
        numbers[slot] = number;
        if (++size * 2 <= keys.length) {
            return;
        }
        var oldKeys = keys;
        var oldNumbers = numbers;
        keys = new SeriesKey[oldKeys.length * 2];
        numbers = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            var old = oldKeys[i];
            if (old != null) {
                int at = freeSlot(old.slotHash());
                keys[at] = old;
                numbers[at] = oldNumbers[i];
            }
        }
    }

    private int freeSlot(int hash) {
        int slot = hash & keys.length - 1;
        while (keys[slot] != null) {
            slot = (slot + 1) & keys.length - 1;
        }
        return slot;
    }

    private AtomicLongArray counters(FinishedExchange exchange) {
        boolean inbound = exchange.direction() == Listener.Kind.INBOUND;
        var endpoint = exchange.endpoint();
        var peer = inbound ? exchange.peer() : endpoint == null ? WorkloadRef.UNKNOWN : endpoint.workload();
        var cluster = exchange.cluster();
        return counters(number(exchange, inbound, peer, cluster == null ? null : cluster.service()));
    }

    private AtomicLongArray counters(int number) {
        var all = cells;
        if (number >= all.length) {
            all = Arrays.copyOf(all, Math.max(number + 1, all.length * 2));
            cells = all;
        }
        var counters = all[number];
        if (counters == null) {
            counters = new AtomicLongArray(Cells.LENGTH);
            all[number] = counters;
            cells = all; // publishes the element
        }
        return counters;
    }
}

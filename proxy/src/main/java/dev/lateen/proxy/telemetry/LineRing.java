package dev.lateen.proxy.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/// A bounded ring of bytes from one event loop to the writer thread. Whole lines go in or none: a full ring drops,
/// it never waits. One producer, one consumer, each the only writer of its own position.
final class LineRing {

    private final byte[] bytes;
    private final int mask;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /// @param capacity in bytes, rounded up to a power of two
    LineRing(int capacity) {
        int size = Integer.highestOneBit(Math.max(1024, capacity) - 1) << 1;
        bytes = new byte[size];
        mask = size - 1;
    }

    /// Producer only. False when there is no room; the line is then counted as dropped.
    boolean offer(byte[] source, int length) {
        long position = written.getPlain();
        if (length > bytes.length - (position - taken.getAcquire())) {
            dropped.lazySet(dropped.getPlain() + 1);
            return false;
        }
        int at = (int) position & mask;
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(source, 0, bytes, at, first);
        System.arraycopy(source, first, bytes, 0, length - first);
        lines.lazySet(lines.getPlain() + 1);
        written.set(position + length); // volatile, so that the consumer's `idle` mark is seen afterwards
        return true;
    }

    /// Consumer only. Writes out what is there; the room is free again even when the target fails.
    boolean drainTo(OutputStream target) throws IOException {
        long from = taken.getPlain();
        long to = written.get();
        if (from == to) {
            return false;
        }
        int at = (int) from & mask;
        int length = (int) (to - from);
        int first = Math.min(length, bytes.length - at);
        try {
            target.write(bytes, at, first);
            target.write(bytes, 0, length - first);
        } finally {
            taken.setRelease(to);
        }
        return true;
    }

    boolean isEmpty() {
        return taken.get() == written.get();
    }

    long lines() {
        return lines.get();
    }

    long dropped() {
        return dropped.get();
    }
}

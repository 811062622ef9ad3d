package dev.lateen.proxy.http1;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/// Head buffers of one event loop that wait for their next message.
public final class HeadPool<H extends HeadBuffer> {

    private static final int KEPT = 256;

    private final ArrayDeque<H> free = new ArrayDeque<>();
    private final Supplier<H> factory;

    public HeadPool(Supplier<H> factory) {
        this.factory = factory;
    }

    /// An empty head.
    public H acquire() {
        var head = free.pollLast();
        if (head == null) {
            head = factory.get();
            head.reset();
        }
        return head;
    }

    public void release(H head) {
        if (free.size() < KEPT) {
            head.reset(); // now, so that what waits here is small
            free.addLast(head);
        }
    }
}

package dev.lateen.proxy.loop;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A hashed wheel of deadlines of one event loop, with one timer task for all of them, which sleeps while there are
/// none. Deadlines fire at most one tick late and never early.
public final class DeadlineWheel {

    private static final Logger LOGGER = Logger.getLogger(DeadlineWheel.class);
    private static final int SLOTS = 512;

    private final EventLoop loop;
    private final long tickNanos;
    private final @Nullable Deadline[] slots = new @Nullable Deadline[SLOTS];
    private final long origin = System.nanoTime();
    private long current;
    private int size;
    private boolean ticking;

    public DeadlineWheel(EventLoop loop, long tickMillis) {
        this.loop = loop;
        this.tickNanos = TimeUnit.MILLISECONDS.toNanos(tickMillis);
    }

    /// Sets or moves a deadline.
    public void set(Deadline deadline, long delayNanos) {
        deadline.cancel();
        long now = System.nanoTime() - origin;
        if (size == 0) {
            current = now / tickNanos;
        }
        deadline.tick = Math.max(current + 1, (now + Math.max(0, delayNanos)) / tickNanos + 1);
        insert(deadline);
        if (!ticking) {
            ticking = true;
            schedule(now);
        }
    }

    void remove(Deadline deadline) {
        if (deadline.previous != null) {
            deadline.previous.next = deadline.next;
        } else {
            slots[slot(deadline.tick)] = deadline.next;
        }
        if (deadline.next != null) {
            deadline.next.previous = deadline.previous;
        }
        deadline.previous = null;
        deadline.next = null;
        deadline.wheel = null;
        size--;
    }

    private void insert(Deadline deadline) {
        int slot = slot(deadline.tick);
        var head = slots[slot];
        deadline.next = head;
        if (head != null) {
            head.previous = deadline;
        }
        slots[slot] = deadline;
        deadline.wheel = this;
        size++;
    }

    private void schedule(long now) {
        loop.schedule(this::tick, tickNanos - now % tickNanos, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        long now = System.nanoTime() - origin;
        long target = now / tickNanos;
        // After a long pause every slot is visited once at most.
        long first = Math.max(current + 1, target - SLOTS + 1);
        current = target;
        for (long tick = first; tick <= target && size > 0; tick++) {
            expire(slot(tick), target);
        }
        if (size > 0) {
            schedule(now);
        } else {
            ticking = false;
        }
    }

    private void expire(int slot, long target) {
        var deadline = slots[slot];
        while (deadline != null) {
            if (deadline.tick > target) {
                deadline = deadline.next;
                continue;
            }
            remove(deadline);
            try {
                deadline.action.run();
            } catch (RuntimeException e) {
                LOGGER.error("deadline failed", e);
            }
            deadline = slots[slot]; // an action may have changed the list
        }
    }

    private static int slot(long tick) {
        return (int) (tick & (SLOTS - 1));
    }
}

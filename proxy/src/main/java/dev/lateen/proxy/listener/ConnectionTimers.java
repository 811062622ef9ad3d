package dev.lateen.proxy.listener;

import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.DeadlineWheel;
import dev.lateen.proxy.loop.LoopContext;
import java.util.concurrent.TimeUnit;

/// The deadlines of one downstream connection, of which one at most is set. The idle one is set once and looks at the
/// clock when it fires, so that a busy connection pays nothing for it.
final class ConnectionTimers {

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long HALF_CLOSED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoopContext context;
    private final Deadline head;
    private final Deadline idle;
    private final Deadline linger;
    private final Runnable idleAction;
    private long idleSince;
    private boolean isIdle;
    private boolean draining;

    ConnectionTimers(LoopContext context, Runnable headAction, Runnable idleAction, Runnable lingerAction) {
        this.context = context;
        this.head = new Deadline(headAction);
        this.idle = new Deadline(this::checkIdle);
        this.linger = new Deadline(lingerAction);
        this.idleAction = idleAction;
    }

    /// Waiting for a request.
    void idle() {
        head.cancel();
        isIdle = true;
        idleSince = System.nanoTime();
        long timeout = idleNanos();
        if (timeout > 0 && !idle.isSet()) {
            wheel().set(idle, timeout);
        }
    }

    /// Waiting for the first request: the head's deadline is set before the head begins.
    void firstByte() {
        long timeout = context.limits().firstByteTimeout().toNanos();
        if (timeout > 0) {
            context.coarse().set(head, timeout);
        }
    }

    /// From now on a connection idles for a moment only, in which a request that is on its way can still come.
    void drain() {
        draining = true;
        idle.cancel(); // it may be set for an hour
        if (isIdle) {
            idle();
        }
    }

    /// Reading a head.
    void head() {
        isIdle = false;
        long timeout = context.limits().headTimeout().toNanos();
        if (timeout > 0) {
            context.fine().set(head, timeout);
        }
    }

    /// Waiting for the client to take what is written: nobody may be cut off for reading slowly, nor stay for ever.
    void flush() {
        busy();
        idle.cancel();
        context.coarse().set(linger, FLUSH_NANOS);
    }

    /// Waiting for the client to close.
    void linger() {
        busy();
        idle.cancel();
        context.fine().set(linger, LINGER_NANOS);
    }

    /// The client has sent its FIN during an exchange: it may read on, or be gone. TCP does not tell, so the wait ends.
    void halfClosed() {
        if (!linger.isSet()) {
            context.coarse().set(linger, HALF_CLOSED_NANOS);
        }
    }

    /// Nothing to wait for: an exchange is under way.
    void busy() {
        isIdle = false;
        head.cancel();
    }

    void close() {
        busy();
        idle.cancel();
        linger.cancel();
    }

    private void checkIdle() {
        long timeout = idleNanos();
        if (!isIdle) {
            wheel().set(idle, timeout);
            return;
        }
        long left = timeout - (System.nanoTime() - idleSince);
        if (left > 0) {
            wheel().set(idle, left);
        } else {
            idleAction.run();
        }
    }

    private long idleNanos() {
        return draining ? DRAIN_NANOS : context.limits().idleTimeout().toNanos();
    }

    private DeadlineWheel wheel() {
        return draining ? context.fine() : context.coarse();
    }
}

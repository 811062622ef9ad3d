package dev.lateen.proxy.engine;

import dev.lateen.proxy.cluster.Schedule;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tasks of clusters, on one of the event loops: there are few of them, and they are short.
final class LoopSchedule implements Schedule {

    private volatile @Nullable EventLoop loop;

    void begin(EventLoop first) {
        loop = first;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void after(long delayNanos, Runnable task) {
        var open = loop;
        if (open == null) {
            return; // no request, nothing to come back from
        }
        try {
            open.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The proxy has ended.
        }
    }
}

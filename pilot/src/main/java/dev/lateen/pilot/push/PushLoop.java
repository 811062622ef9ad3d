package dev.lateen.pilot.push;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// The one thread that owns all state of the push. What it is asked for it does in order; after its end nothing. Any
/// thread.
final class PushLoop implements Executor, AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(PushLoop.class);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lateen-push").factory());

    /// For what schedules by itself; its tasks are to be [#guarded].
    ScheduledExecutorService executor() {
        return executor;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOGGER.debug("event=push_stopped"); // pilot is closing; the connection closes as well
        }
    }

    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    void every(Duration period, Runnable task) {
        var _ = executor.scheduleWithFixedDelay(
                guarded(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    void after(Duration delay, Runnable task) {
        var _ = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// A failure must not end a periodic task, nor pass unseen.
    static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOGGER.error("event=push_failed", e);
            }
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}

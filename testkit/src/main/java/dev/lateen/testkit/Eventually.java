package dev.lateen.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Waits for a condition with a deadline, 30 s unless told otherwise. The first look is immediate.
public final class Eventually {

    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final long SHORTEST_PAUSE = 1_000_000;
    private static final long LONGEST_PAUSE = 50_000_000;

    private Eventually() {}

    public static void await(String what, Callable<Boolean> condition) {
        await(TIMEOUT, what, condition);
    }

    /// @throws AssertionError when the condition does not hold in time, with the last exception it threw
    public static void await(Duration timeout, String what, Callable<Boolean> condition) {
        value(timeout, what, condition, Boolean::booleanValue);
    }

    /// The first value that is accepted.
    public static <T> T value(String what, Callable<T> source, Predicate<T> accepted) {
        return value(TIMEOUT, what, source, accepted);
    }

    public static <T> T value(Duration timeout, String what, Callable<T> source, Predicate<T> accepted) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long pause = SHORTEST_PAUSE;
        while (true) {
            T last = null;
            Throwable failure = null;
            try {
                last = source.call();
                if (accepted.test(last)) {
                    return last;
                }
            } catch (Exception | AssertionError e) {
                failure = e;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                throw late(timeout, what, last, failure);
            }
            LockSupport.parkNanos(Math.min(pause, left));
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
    }

    /// Repeats assertions until they pass.
    public static void asserted(Assertions assertions) {
        await("assertions", () -> {
            assertions.check();
            return true;
        });
    }

    @FunctionalInterface
    public interface Assertions {
        void check() throws Exception;
    }

    private static AssertionError late(
            Duration timeout, String what, @Nullable Object last, @Nullable Throwable failure) {
        var detail = failure == null ? "last value: " + last : "last failure: " + failure;
        return new AssertionError(what + ": not within " + timeout.toMillis() + " ms (" + detail + ")", failure);
    }
}

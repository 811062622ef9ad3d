package dev.lateen.cli.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waits for something that can only be asked for.
public final class Await {

    private static final Duration STEP = Duration.ofMillis(25);

    private Await() {}

    /// Whether it came true in time; asks now and then every 25 ms.
    public static boolean until(BooleanSupplier condition, Duration atMost) {
        return until(condition, atMost, STEP);
    }

    /// @param step between two times that it is asked
    public static boolean until(BooleanSupplier condition, Duration atMost, Duration step) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= deadline || !pause(step.toMillis())) {
                return false;
            }
        }
        return true;
    }

    /// False when interrupted; the flag is set again.
    public static boolean pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

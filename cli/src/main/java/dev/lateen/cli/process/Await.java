package dev.lateen.cli.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waits for something that can only be asked for.
public final class Await {

    private static final long STEP_MILLIS = 25;

    private Await() {}

    /// Whether it came true in time; asks now and then every 25 ms.
    public static boolean until(BooleanSupplier condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= deadline || !pause(STEP_MILLIS)) {
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

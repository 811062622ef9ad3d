package dev.lateen.testkit;

import java.time.Duration;
import java.util.Collection;

/// Ends the threads of an origin.
final class Threads {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Threads() {}

    /// Interrupts and waits: a socket is only free when the virtual thread that was blocked on it has noticed.
    static void end(Collection<Thread> threads) {
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                if (thread != Thread.currentThread() && !thread.join(TIMEOUT)) {
                    throw new AssertionError(thread.getName() + " does not end within " + TIMEOUT.toSeconds() + " s");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

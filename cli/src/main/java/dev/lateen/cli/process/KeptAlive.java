package dev.lateen.cli.process;

import dev.lateen.cli.process.ChildProcess.Launch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A child that is started again when it ends without being told to.
///
/// Before [#settled] its end is final: what cannot even start would only fail again. Thread-safe.
public final class KeptAlive implements AutoCloseable {

    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int MOST_RESTARTS = 5;
    private static final long PAUSE_MILLIS = 200;

    private final Launch launch;
    private final Listener listener;
    private final Deque<Long> restarts = new ArrayDeque<>();
    private ChildProcess current;
    private boolean settled;
    private boolean closed;

    /// Told on a thread of its own.
    public interface Listener {

        /// It runs again, as another process.
        void restarted(KeptAlive child, int exitCode);

        /// It ended and stays so.
        void ended(KeptAlive child, int exitCode);
    }

    private KeptAlive(Launch launch, Listener listener, ChildProcess first) {
        this.launch = launch;
        this.listener = listener;
        this.current = first;
    }

    public static KeptAlive start(Launch launch, Listener listener) throws IOException {
        var kept = new KeptAlive(launch, listener, ChildProcess.start(launch));
        kept.watch(kept.current());
        return kept;
    }

    public String name() {
        return launch.name();
    }

    public synchronized ChildProcess current() {
        return current;
    }

    public synchronized boolean isAlive() {
        return current.process().isAlive();
    }

    /// It has come up: from now on an unexpected end is followed by a restart.
    public synchronized void settled() {
        settled = true;
    }

    /// Asks it to end for good, and returns at once.
    public void end() {
        synchronized (this) {
            closed = true;
        }
        current().process().destroy();
    }

    /// Ends it for good; returns when it is gone.
    @Override
    public void close() {
        end();
        current().stop(launch.grace());
    }

    private void watch(ChildProcess child) {
        child.process().onExit().thenAcceptAsync(process -> exited(process.exitValue()));
    }

    private void exited(int exitCode) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        if (!mayRestart()) {
            listener.ended(this, exitCode);
            return;
        }
        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(() -> restart(exitCode));
    }

    private synchronized boolean mayRestart() {
        long now = System.nanoTime();
        while (!restarts.isEmpty() && now - restarts.getFirst() > WINDOW.toNanos()) {
            restarts.removeFirst();
        }
        restarts.addLast(now);
        return settled && restarts.size() <= MOST_RESTARTS;
    }

    private void restart(int exitCode) {
        try {
            synchronized (this) {
                if (closed) {
                    return;
                }
                current = ChildProcess.start(launch);
            }
        } catch (IOException e) {
            listener.ended(this, exitCode);
            return;
        }
        watch(current());
        listener.restarted(this, exitCode);
    }
}

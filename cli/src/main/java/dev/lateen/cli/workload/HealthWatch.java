package dev.lateen.cli.workload;

import dev.lateen.cli.process.Await;
import dev.lateen.cli.process.HttpProbe;
import dev.lateen.cli.terminal.CommandFailure;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps a workload registered exactly while it is healthy.
///
/// The first time one good answer is enough; later several bad ones in a row withdraw it, one good one brings it back.
/// Runs on a thread of its own.
final class HealthWatch implements AutoCloseable {

    private static final long STARTING_MILLIS = 50;
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int BAD_IN_A_ROW = 3;

    private final Supplier<Optional<String>> check;
    private final Target target;
    private final Consumer<String> say;
    private volatile boolean registered;
    private volatile boolean closed;
    private volatile boolean everRegistered;
    private String lastComplaint = "";
    private @Nullable Thread thread;

    /// What is to follow the workload's health.
    interface Target {

        /// @throws CommandFailure when it did not work
        void register();

        void withdraw();
    }

    /// @param check why the workload is unhealthy; empty when it is well
    /// @param say takes what the user should know
    HealthWatch(Supplier<Optional<String>> check, Target target, Consumer<String> say) {
        this.check = check;
        this.target = target;
        this.say = say;
    }

    /// Why the application is unhealthy; empty when it is well.
    static Optional<String> checkOf(Workload workload) {
        int port = workload.ports().application();
        var path = workload.healthPath();
        return path == null ? HttpProbe.tcp(port) : HttpProbe.http(port, path);
    }

    void start() {
        thread = Thread.ofVirtual().name("lateen-health").start(this::run);
    }

    boolean isRegistered() {
        return registered;
    }

    /// Stops watching; what is registered stays so.
    @Override
    public void close() {
        closed = true;
        var running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(INTERVAL_MILLIS * 5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Once for each reason: the next attempt is soon.
    private void complain(String reason) {
        if (!reason.equals(lastComplaint)) {
            say.accept(reason + " (trying again)");
        }
        lastComplaint = reason;
    }

    private void run() {
        int bad = 0;
        while (!closed) {
            var trouble = check.get();
            bad = trouble.isPresent() ? bad + 1 : 0;
            try {
                if (!closed) {
                    follow(trouble, bad);
                }
            } catch (CommandFailure e) {
                complain(e.message());
            }
            if (!Await.pause(everRegistered ? INTERVAL_MILLIS : STARTING_MILLIS)) {
                return;
            }
        }
    }

    private void follow(Optional<String> trouble, int bad) {
        if (trouble.isEmpty() && !registered) {
            target.register();
            say.accept(everRegistered ? "healthy again, registered" : "healthy, registered");
            registered = true;
            everRegistered = true;
        } else if (registered && bad >= BAD_IN_A_ROW) {
            target.withdraw();
            registered = false;
            say.accept("unhealthy, withdrawn from the mesh: " + trouble.orElse(""));
        }
    }
}

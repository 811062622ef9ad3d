package dev.lateen.cli.workload;

import dev.lateen.cli.terminal.ExitCode;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The end of a run, however it comes: the command ends by itself, fails to start, or a signal asks us to end.
///
/// The workload leaves the mesh before its command is told to end, so that it gets no request that it cannot answer.
final class RunSession {

    private final Membership membership;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Application application;
    private boolean ending;

    private RunSession(Membership membership) {
        this.membership = membership;
    }

    static RunSession of(Membership membership) {
        var session = new RunSession(membership);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(session::signalled));
        return session;
    }

    synchronized Application start(List<String> command, Workload workload) {
        var started = Application.start(command, workload);
        application = started;
        return started;
    }

    /// Takes everything down that is still there; returns when that is done, whoever does it.
    void finish() {
        boolean first;
        synchronized (this) {
            first = !ending;
            ending = true;
        }
        if (first) {
            end();
            ended.countDown();
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        membership.leave();
        @Nullable Application running;
        synchronized (this) {
            running = application;
        }
        if (running != null && running.process().isAlive()) {
            running.stop();
        }
        membership.close();
    }

    /// Runs while the JVM goes down after a signal or a usual end; the command's exit code is the one that counts.
    private void signalled() {
        boolean usual = ended.getCount() == 0;
        finish();
        if (!usual) {
            Runtime.getRuntime().halt(exitCode());
        }
    }

    private synchronized int exitCode() {
        return application == null || application.process().isAlive()
                ? ExitCode.FAILURE
                : application.process().exitValue();
    }
}

package dev.lateen.proxy.config;

import dev.lateen.proxy.telemetry.RouteMeters;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.Report;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Tells pilot every few seconds what the routes with a meter have come to; says nothing while there are none. A report
/// that does not arrive is not repeated: the next one has all of it. A thread of its own.
public final class Reporter implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(Reporter.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String PATH = "/v1/report";

    private final PilotPost posts;
    private final ProxyNode node;
    private final Duration period;
    private final RouteMeters meters;
    private final String run = UUID.randomUUID().toString();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param period zero never reports
    public Reporter(PilotAddress pilot, ProxyNode node, Duration period, RouteMeters meters) {
        this.posts = new PilotPost(pilot, TIMEOUT);
        this.node = node;
        this.period = period;
        this.meters = meters;
    }

    public void start() {
        if (!period.isZero()) {
            Thread.ofPlatform().daemon().name("config-report").start(this::report);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void report() {
        try (posts) {
            while (!closed.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
                tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        var counts = meters.read();
        if (counts.isEmpty()) {
            return;
        }
        try {
            var answer = posts.send(PATH, new Report(node.id(), run, period.toMillis(), counts));
            meters.forget(SnapshotJson.read(answer, Report.Answer.class).forget());
        } catch (IOException | IllegalArgumentException e) {
            LOGGER.debugf("report to pilot failed, the next one has it reason=%s", e.getMessage());
        }
    }
}

package dev.lateen.httpbin;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// What every request meets first: the version on its response, then the latency and the failures that
/// were configured. Sits before routing, so that a 404 carries the version too.
@Singleton
final class Faults {

    private final HttpbinConfig config;
    private final Version version;
    private final Vertx vertx;
    private final FailureSchedule failures;

    Faults(HttpbinConfig config, Version version, Vertx vertx) {
        this.config = config;
        this.version = version;
        this.vertx = vertx;
        this.failures = new FailureSchedule(config.failureRate());
    }

    void register(@Observes Filters filters) {
        filters.register(this::meet, 100);
    }

    private void meet(RoutingContext context) {
        context.response().putHeader("x-httpbin-version", version.name());
        long millis = delay();
        if (millis == 0) {
            proceed(context);
        } else {
            context.request().pause();
            vertx.setTimer(millis, timer -> proceed(context));
        }
    }

    private void proceed(RoutingContext context) {
        if (context.response().closed()) {
            return; // the client left during the delay
        }
        if (!failures.next()) {
            context.next();
            return;
        }
        String message = "failed on purpose: httpbin.failure-rate is " + config.failureRate();
        context.response()
                .setStatusCode(config.failureStatus())
                .putHeader("Content-Type", "application/json")
                .end(JsonText.pretty(Map.of("error", message)));
    }

    private long delay() {
        long jitter = config.latencyJitter().toMillis();
        long latency = config.latency().toMillis();
        return jitter == 0 ? latency : latency + ThreadLocalRandom.current().nextLong(jitter + 1);
    }

    /// Fails an even share: after n requests, n times the rate have failed, rounded down.
    static final class FailureSchedule {

        private final double rate;
        private final AtomicLong requests = new AtomicLong();

        FailureSchedule(double rate) {
            this.rate = rate;
        }

        boolean next() {
            if (rate <= 0) {
                return false;
            }
            long before = requests.getAndIncrement();
            // The small addition forgives 0.1 * 10 being a hair below 1.
            return Math.floor((before + 1) * rate + 1e-9) > Math.floor(before * rate + 1e-9);
        }
    }
}

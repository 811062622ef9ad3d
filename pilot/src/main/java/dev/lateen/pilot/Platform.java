package dev.lateen.pilot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What pilot runs on: given by Quarkus, or of its own.
///
/// @param metricsText all meters in Prometheus's text format
/// @param clock of what lasts minutes: canaries
/// @param owned whether it is closed with pilot
public record Platform(
        Vertx vertx, MeterRegistry meters, Supplier<String> metricsText, InstantSource clock, boolean owned) {

    private static final int EVENT_LOOPS = 2;
    private static final long PATIENCE_SECONDS = 10;

    @SuppressWarnings("deprecation") // the Prometheus client that Quarkus's extension brings
    static Platform of(Vertx vertx, PrometheusMeterRegistry meters) {
        return new Platform(vertx, meters, meters::scrape, InstantSource.system(), false);
    }

    static Platform own() {
        return own(InstantSource.system());
    }

    @SuppressWarnings("deprecation")
    public static Platform own(InstantSource clock) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        return new Platform(vertx, meters, meters::scrape, clock, true);
    }

    void close() throws Exception {
        if (owned) {
            meters.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}

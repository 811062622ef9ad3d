package dev.lateen.pilot;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/// What pilot runs on: given by Quarkus, or of its own.
///
/// @param owned whether it is closed with pilot
public record Platform(Vertx vertx, PrometheusMeterRegistry meters, boolean owned) {

    static Platform own() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        return new Platform(vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), true);
    }

    void close() {
        if (owned) {
            vertx.close();
            meters.close();
        }
    }
}

package dev.lateen.httpbin;

import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// Says once where the server listens: the only line of a quiet start.
@Singleton
final class Started {

    private static final Logger LOGGER = Logger.getLogger(Started.class);

    private final Version version;
    private final HttpServer server;

    Started(Version version, HttpServer server) {
        this.version = version;
        this.server = server;
    }

    void listening(@ObservesAsync HttpServerStart start) {
        LOGGER.infof(
                "httpbin %s (%s) listens on %s:%d",
                version.name(), version.poweredBy(), start.options().getHost(), server.getPort());
    }
}

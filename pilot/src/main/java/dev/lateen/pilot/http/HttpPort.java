package dev.lateen.pilot.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One bound port of pilot.
public final class HttpPort implements AutoCloseable {

    private static final int MAX_LINE = 16 << 10;
    private static final int MAX_HEADERS = 64 << 10; // a proxy names the hosts that it uses
    private static final long PATIENCE_SECONDS = 10;

    private final HttpServer server;

    private HttpPort(HttpServer server) {
        this.server = server;
    }

    /// @param key the configuration key of the port, for messages
    /// @param port 0 takes a free one
    public record Binding(String key, String address, int port) {}

    /// Returns when the port is bound.
    public static HttpPort open(Vertx vertx, Binding binding, Handler<HttpServerRequest> handler)
            throws PilotStartException {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(binding.address())
                .setPort(binding.port())
                .setReuseAddress(true)
                .setHttp2ClearTextEnabled(false) // a connection is one stream, so that closing it disturbs no other
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS);
        HttpServer server = vertx.createHttpServer(options);
        var started =
                server.requestHandler(handler).listen().toCompletionStage().toCompletableFuture();
        try {
            return new HttpPort(started.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            throw new PilotStartException(explain(binding, e.getCause()));
        } catch (TimeoutException e) {
            throw new PilotStartException(
                    "%s: %d is not bound after %d s".formatted(binding.key(), binding.port(), PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PilotStartException("interrupted while binding " + binding.key());
        }
    }

    public int port() {
        return server.actualPort();
    }

    /// Returns when the port is free again, so that a successor can bind it; not from an event loop.
    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static String explain(Binding binding, @Nullable Throwable cause) {
        String place = "%s: %d on %s".formatted(binding.key(), binding.port(), binding.address());
        if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("in use")) {
            return place + " is in use by another process (expected: a free port, or 0 for any)";
        }
        return place + " cannot be bound: " + (cause == null ? "no reason given" : cause.getMessage());
    }
}

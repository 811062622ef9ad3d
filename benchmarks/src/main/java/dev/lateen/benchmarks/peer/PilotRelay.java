package dev.lateen.benchmarks.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Pilot as one proxy sees it. What pilot says passes through it, until it has heard a round of changes that ends where
/// it began; from then on it says that round again and again by itself. So the proxy is pushed to in pilot's own words,
/// while pilot itself is at rest: there are only two processors, and what pilot needs for a push would come out of the
/// load's, whose requests would be late through no fault of the proxy. Thread-safe.
final class PilotRelay implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ACK = "/v1/config/ack";
    private static final int NO_BODY = -1;

    private final URI pilot;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> heard = new ArrayList<>();
    private List<String> round = List.of();
    private int next;
    private long acknowledged;
    private @Nullable OutputStream proxy;

    private PilotRelay(int pilot, HttpServer server) {
        this.pilot = URI.create("http://127.0.0.1:" + pilot);
        this.server = server;
    }

    static PilotRelay start(int pilot) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var relay = new PilotRelay(pilot, server);
        server.createContext("/", relay::pass);
        server.createContext("/v1/config/stream", relay::stream);
        server.setExecutor(relay.threads);
        server.start();
        return relay;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// Has pilot say these changes, one by one, each of which the proxy takes. The last one leads back to what is in
    /// force.
    void learn(List<Runnable> changes) {
        for (var change : changes) {
            int before = heard();
            long taken = acknowledged();
            change.run();
            if (!Await.until(() -> heard() > before && acknowledged() > taken, PATIENCE)) {
                throw CommandFailure.of("pilot did not push a change within " + PATIENCE.toSeconds() + " s");
            }
        }
        synchronized (this) {
            round = List.copyOf(heard.subList(heard.size() - changes.size(), heard.size()));
        }
    }

    /// Says the next change of the round.
    synchronized void change() {
        try {
            say(round.get(next));
            next = (next + 1) % round.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }

    private synchronized int heard() {
        return heard.size();
    }

    private synchronized long acknowledged() {
        return acknowledged;
    }

    private synchronized boolean isPlaying() {
        return !round.isEmpty();
    }

    private void stream(HttpExchange exchange) throws IOException {
        var answer = ask(exchange, BodyHandlers.ofInputStream());
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(answer.statusCode(), 0);
        synchronized (this) {
            proxy = exchange.getResponseBody();
        }
        try (var events = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            var event = new StringBuilder();
            for (var line = events.readLine(); line != null; line = events.readLine()) {
                event.append(line).append('\n');
                if (line.isEmpty()) {
                    hear(event.toString());
                    event.setLength(0);
                }
            }
        }
    }

    private synchronized void hear(String event) throws IOException {
        if (event.startsWith("event: delta")) {
            heard.add(event);
        }
        say(event);
    }

    private synchronized void say(String event) throws IOException {
        if (proxy == null) {
            throw new IOException("no proxy is connected");
        }
        proxy.write(event.getBytes(StandardCharsets.UTF_8));
        proxy.flush();
    }

    /// Everything but the stream.
    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean ack = exchange.getRequestURI().getPath().equals(ACK);
            if (ack && isPlaying()) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(204, NO_BODY);
                return;
            }
            var answer = ask(exchange, BodyHandlers.ofByteArray());
            var body = answer.body();
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? NO_BODY : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
            if (ack) {
                synchronized (this) {
                    acknowledged++;
                }
            }
        }
    }

    private <T> HttpResponse<T> ask(HttpExchange exchange, BodyHandler<T> handler) throws IOException {
        var request = HttpRequest.newBuilder(pilot.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), body(exchange.getRequestBody()));
        var token = exchange.getRequestHeaders().getFirst("Authorization");
        if (token != null) {
            request.header("Authorization", token);
        }
        try {
            return client.send(request.build(), handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static BodyPublisher body(InputStream in) throws IOException {
        var bytes = in.readAllBytes();
        return bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes);
    }
}

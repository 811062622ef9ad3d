package dev.lateen.benchmarks.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
    private static final List<String> FORWARDED = List.of("Authorization", "Accept-Encoding");
    private static final int PIECE = 64 * 1024;
    private static final int NO_BODY = -1;

    private final URI pilot;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private List<byte[]> round = List.of();
    private int next;
    private int unacknowledged;
    private long taken;
    private String inForce = "";
    private @Nullable OutputStream proxy;
    private @Nullable String fault;

    private PilotRelay(int pilot, HttpServer server) {
        this.pilot = URI.create("http://127.0.0.1:" + pilot);
        this.server = server;
    }

    static PilotRelay start(int pilot) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var relay = new PilotRelay(pilot, server);
        server.createContext("/", relay::pass);
        server.createContext("/v1/config/stream", relay::stream);
        server.createContext(ACK, relay::acknowledge);
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
        awaitTaken(1);
        var begin = inForce();
        var learned = new ArrayList<byte[]>();
        for (var change : changes) {
            long before = beginHearing();
            change.run();
            awaitTaken(before + 1);
            learned.add(heard());
        }
        if (!inForce().equals(begin)) {
            throw CommandFailure.of("a round of changes ends at " + inForce() + " (expected: " + begin + ")");
        }
        synchronized (this) {
            round = List.copyOf(learned);
        }
    }

    /// Says the next change of the round.
    ///
    /// @throws CommandFailure when the proxy does not take what is said
    synchronized void change() {
        if (unacknowledged > round.size()) {
            fault = unacknowledged + " pushes are not acknowledged";
        }
        if (fault != null) {
            throw CommandFailure.of("the proxy takes no pushes: " + fault);
        }
        var change = round.get(next);
        next = (next + 1) % round.size();
        unacknowledged++;
        try {
            say(change, change.length);
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

    private void awaitTaken(long changes) {
        if (!Await.until(() -> taken() >= changes, PATIENCE)) {
            throw CommandFailure.of("the proxy took no change within " + PATIENCE.toSeconds() + " s");
        }
    }

    private synchronized long taken() {
        return taken;
    }

    private synchronized String inForce() {
        return inForce;
    }

    /// How many changes were taken before.
    private synchronized long beginHearing() {
        heard.reset();
        return taken;
    }

    private synchronized byte[] heard() {
        return heard.toByteArray();
    }

    /// Packed as pilot packs it: each event is a piece of its own and fits behind any other.
    private void stream(HttpExchange exchange) throws IOException {
        try (exchange) {
            var answer = ask(exchange, new byte[0], BodyHandlers.ofInputStream());
            answer.headers()
                    .firstValue("Content-Encoding")
                    .ifPresent(coding -> exchange.getResponseHeaders().set("Content-Encoding", coding));
            exchange.sendResponseHeaders(answer.statusCode(), 0);
            connected(exchange.getResponseBody());
            try (var said = answer.body()) {
                var piece = new byte[PIECE];
                for (int length = said.read(piece); length >= 0; length = said.read(piece)) {
                    hear(piece, length);
                }
            }
        }
    }

    private synchronized void connected(OutputStream stream) {
        if (!round.isEmpty()) {
            fault = "it has connected once more";
        }
        proxy = stream;
    }

    private synchronized void hear(byte[] piece, int length) throws IOException {
        heard.write(piece, 0, length);
        say(piece, length);
    }

    private synchronized void say(byte[] piece, int length) throws IOException {
        if (proxy == null) {
            throw new IOException("no proxy is connected");
        }
        proxy.write(piece, 0, length);
        proxy.flush();
    }

    private void acknowledge(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            if (isOfPilot(SnapshotJson.read(new String(body, StandardCharsets.UTF_8), Ack.class))) {
                answer(exchange, ask(exchange, body, BodyHandlers.ofByteArray()));
            } else {
                exchange.sendResponseHeaders(204, NO_BODY);
            }
        }
    }

    /// Whether pilot waits for it.
    private synchronized boolean isOfPilot(Ack ack) {
        if (ack.accepted()) {
            inForce = ack.id();
            taken++;
        } else {
            fault = ack.error();
        }
        if (!round.isEmpty()) {
            unacknowledged--;
        }
        return round.isEmpty();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange, ask(exchange, exchange.getRequestBody().readAllBytes(), BodyHandlers.ofByteArray()));
        }
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        var body = answer.body();
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? NO_BODY : body.length);
        exchange.getResponseBody().write(body);
    }

    private <T> HttpResponse<T> ask(HttpExchange exchange, byte[] body, BodyHandler<T> handler) throws IOException {
        var request = HttpRequest.newBuilder(pilot.resolve(exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (var name : FORWARDED) {
            var value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            return client.send(request.build(), handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

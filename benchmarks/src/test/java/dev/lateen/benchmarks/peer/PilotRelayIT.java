package dev.lateen.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.SnapshotJson;
import dev.lateen.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PilotRelayIT {

    private static final int PATIENCE_SECONDS = 30;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<@Nullable OutputStream> pilotSays = new AtomicReference<>();
    private final AtomicInteger pilotHeard = new AtomicInteger();
    private final BlockingQueue<String> proxyHears = new LinkedBlockingQueue<>();
    private HttpServer pilot;
    private PilotRelay relay;

    @BeforeEach
    void connect() throws IOException {
        pilot = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pilot.setExecutor(threads);
        pilot.createContext("/v1/config/stream", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            pilotSays.set(exchange.getResponseBody());
        });
        pilot.createContext("/v1/config/ack", exchange -> {
            pilotHeard.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        pilot.start();
        relay = PilotRelay.start(pilot.getAddress().getPort());
        threads.execute(this::listen);
        Eventually.await("a stream", () -> pilotSays.get() != null);
    }

    @AfterEach
    void end() {
        relay.close();
        pilot.stop(0);
        threads.shutdownNow();
        client.close();
    }

    @Test
    void whatPilotHasSaidOnceIsSaidAgainWithoutIt() {
        // Given
        push("a");

        // When
        relay.learn(List.of(change("b"), change("a")));

        // Then
        assertThat(pilotHeard).hasValue(3);
        for (var expected : List.of("b", "a", "b")) {
            relay.change();
            assertThat(heard()).isEqualTo(expected);
            acknowledge(expected, null);
        }
        assertThat(pilotHeard).hasValue(3);
    }

    @Test
    void aRoundThatEndsElsewhereIsRefused() {
        push("a");
        assertThatThrownBy(() -> relay.learn(List.of(change("b"), change("c"))))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("ends at c (expected: a)");
    }

    @Test
    void aProxyThatRefusesIsNotMeasured() {
        // Given
        push("a");
        relay.learn(List.of(change("a")));

        // When
        relay.change();
        acknowledge("a", "it contradicts itself");

        // Then
        assertThatThrownBy(relay::change)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("it contradicts itself");
    }

    @Test
    void aProxyThatSaysNothingIsNotMeasured() {
        push("a");
        relay.learn(List.of(change("a")));
        relay.change();
        relay.change();
        assertThatThrownBy(relay::change)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("2 pushes are not acknowledged");
    }

    private Runnable change(String id) {
        return () -> push(id);
    }

    /// From pilot to the proxy, which takes it.
    private void push(String event) {
        try {
            var out = pilotSays.get();
            assertThat(out).isNotNull();
            out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(heard()).isEqualTo(event);
        acknowledge(event, null);
    }

    private @Nullable String heard() {
        try {
            return proxyHears.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void acknowledge(String id, @Nullable String error) {
        var ack = SnapshotJson.write(new Ack("proxy", id, error == null, error));
        var request = HttpRequest.newBuilder(uri("/v1/config/ack")).POST(BodyPublishers.ofString(ack));
        try {
            assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
                    .isEqualTo(204);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void listen() {
        var request = HttpRequest.newBuilder(uri("/v1/config/stream")).build();
        try (var events = new BufferedReader(new InputStreamReader(
                client.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            for (var line = events.readLine(); line != null; line = events.readLine()) {
                proxyHears.add(line);
            }
        } catch (IOException e) {
            proxyHears.add("broken: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + relay.port() + path);
    }
}

package dev.lateen.cli.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Documents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PilotClientIT {

    private static final ResourceKey KEY = new ResourceKey(Kind.VIRTUAL_SERVICE, "default", "httpbin");
    private static final String LISTS = "/api/v1/lists";
    private static final JsonNode DOCUMENT = Documents.read("{\"apiVersion\":\"networking.istio.io/v1\"}");

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server = startServer();

    private record Reply(int status, String body, List<String> warnings) {}

    private static HttpServer startServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("token"), "secret\n");
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        seen.add(request + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.getRequestBody().readAllBytes();
        var reply = replies.getOrDefault(
                request, new Reply(404, "{\"kind\":\"Status\",\"message\":\"not found\"}", List.of()));
        reply.warnings().forEach(text -> exchange.getResponseHeaders().add("Warning", "299 - \"" + text + "\""));
        exchange.getResponseHeaders().add("x-lateen-revision", "42");
        var body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private PilotClient client() {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new PilotClient(new PilotAddress(uri, uri, folder.resolve("token")));
    }

    private static String statuses(String... reasons) {
        return Arrays.stream(reasons)
                .map(
                        reason -> "{\"kind\":\"Status\",\"reason\":\"" + reason
                                + "\",\"details\":{\"causes\":[{\"field\":\"spec.x\",\"message\":\"not \\\"honoured\\\" yet\"}]}}")
                .collect(Collectors.joining(",", "{\"kind\":\"List\",\"items\":[", "]}"));
    }

    @Test
    void severalResourcesAreOneRequestWithTheToken() {
        replies.put("POST " + LISTS, new Reply(200, statuses("Created", "Configured", "Unchanged"), List.of()));

        var written = client().apply(List.of(DOCUMENT, DOCUMENT, DOCUMENT));

        assertThat(written)
                .extracting(Written::change)
                .containsExactly(Written.Change.CREATED, Written.Change.CONFIGURED, Written.Change.UNCHANGED);
        assertThat(written.getFirst().revision()).isEqualTo(42);
        assertThat(written.getFirst().warnings()).containsExactly("spec.x: not \"honoured\" yet");
        assertThat(seen).containsExactly("POST " + LISTS + " Bearer secret");
    }

    @Test
    void refusalIsShownInPilotsOwnWords() {
        replies.put("POST " + LISTS, new Reply(422, "{\"message\":\"spec.hosts: empty\"}", List.of()));

        assertThatThrownBy(() -> client().apply(DOCUMENT))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("spec.hosts: empty");
    }

    @Test
    void deletionSaysWhatWasNotThere() {
        replies.put("DELETE " + LISTS, new Reply(200, statuses("Deleted", "Absent"), List.of()));

        assertThat(client().delete(List.of(KEY, KEY)))
                .extracting(Written::change)
                .containsExactly(Written.Change.DELETED, Written.Change.ABSENT);
    }

    @Test
    void revisionSaysWhoIsMissing() {
        replies.put(
                "GET /v1/revisions/42?wait=500ms",
                new Reply(
                        200,
                        "{\"revision\":\"42\",\"proxies\":3,\"acked\":2,\"millis\":500,"
                                + "\"pending\":[{\"proxy\":\"a.default\",\"reason\":\"waiting\"}]}",
                        List.of()));

        var status = client().revision(42, Duration.ofMillis(500));

        assertThat(status.acked()).isEqualTo(2);
        assertThat(status.pending())
                .singleElement()
                .satisfies(pending -> assertThat(pending.proxy()).isEqualTo("a.default"));
    }

    @Test
    void pilotThatIsGoneIsNamedWithItsAddress() {
        var client = client();
        server.stop(0);

        assertThatThrownBy(client::proxies)
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("pilot does not answer at http://127.0.0.1:");
    }
}

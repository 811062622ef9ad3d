package dev.lateen.proxy.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.proxy.Snapshots;
import dev.lateen.proxy.TestProxy;
import dev.lateen.proxy.framing.FramingCase.Reply;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every case of the two tables over real sockets: what goes upstream, what the client gets, what becomes of both
/// connections. Both sides are read by code that knows nothing of the engine's.
class FramingIT {

    private static final Pattern ADDED =
            Pattern.compile("(?m)^(x-forwarded-for: 127\\.0\\.0\\.1|x-forwarded-proto: http"
                    + "|x-request-id: [0-9a-f-]{36}|x-b3-(traceid|spanid|sampled): [0-9a-f]+|x-envoy-internal: true"
                    + "|x-envoy-external-address: 127\\.0\\.0\\.1|x-envoy-attempt-count: 1"
                    + "|date: [^\r]*|server: lateen|x-envoy-upstream-service-time: \\d+)\r\n");

    static List<FramingCase> requests() {
        return FramingCase.requests();
    }

    static List<FramingCase> answers() {
        return FramingCase.answers();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void aRequest(FramingCase framingCase) throws Exception {
        try (var origin = new RecordingOrigin(framingCase)) {
            play(framingCase, origin);

            var requests = origin.requests();
            if (framingCase.upstream().equals("-")) {
                assertThat(origin.recordings()).as("upstream connections").hasSize(1); // the probe's
                assertThat(requests).isEmpty();
            } else if (framingCase.upstream().equals("cut")) {
                assertThat(requests).isEmpty();
            } else {
                var bytes = ADDED.matcher(String.join("", requests)).replaceAll("");
                assertThat(Wire.encode(bytes).replace("127.0.0.1:" + origin.port(), "ORIGIN"))
                        .isEqualTo(framingCase.upstream());
                assertThat(origin.recordings())
                        .allSatisfy(recording -> assertThat(recording.rest()).isEmpty());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void anAnswer(FramingCase framingCase) throws Exception {
        try (var origin = new RecordingOrigin(framingCase)) {
            play(framingCase, origin);
            assertThat(origin.requests()).as("attempts").hasSize(1);
        }
    }

    private static void play(FramingCase framingCase, RecordingOrigin origin) throws IOException {
        try (var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            client.send(framingCase.requestBytes());
            if (framingCase.requestEndsWithFin()) {
                client.halfClose();
            }
            for (var reply : framingCase.verdict().replies()) {
                read(client, framingCase, reply);
            }
            if (framingCase.verdict().keeps()) {
                probe(client);
            } else {
                client.awaitClose();
                client.close();
                try (var other = proxy.connect()) {
                    probe(other);
                }
            }
            reasons(proxy, framingCase);
        }
        origin.awaitEnd();
        upstreamConnection(framingCase, origin);
    }

    private static void read(RawHttpClient client, FramingCase framingCase, Reply reply) throws IOException {
        if (reply.status().equals("cut")) {
            assertThatThrownBy(() -> client.read(framingCase.method())).isInstanceOf(IOException.class);
            return;
        }
        if (reply.status().endsWith("*")) {
            return; // skipped in front of the next one
        }
        int skipped = framingCase.verdict().replies().stream()
                .filter(other -> other.status().endsWith("*"))
                .mapToInt(other -> Integer.parseInt(other.status().replace("*", "")))
                .findAny()
                .orElse(0);
        var response = client.read(framingCase.method());
        while (response.status() == skipped) {
            response = client.read(framingCase.method());
        }
        assertThat(response.status()).isEqualTo(Integer.parseInt(reply.status()));
        boolean interim = response.status() < 200 && response.status() != 101;
        if (!interim && !framingCase.client().isEmpty()) {
            assertThat(text(response)).isEqualTo(framingCase.client());
        }
    }

    private static String text(RawResponse response) {
        var head = new String(response.head(), StandardCharsets.ISO_8859_1);
        var body = new String(response.body(), StandardCharsets.ISO_8859_1);
        var trailers =
                response.trailers().stream().map(trailer -> "\r\n" + trailer).collect(Collectors.joining());
        return Wire.encode(ADDED.matcher(head).replaceAll("") + body + trailers);
    }

    /// Whatever was before: the next request gets its own answer.
    private static void probe(RawHttpClient client) throws IOException {
        var response = client.get(RecordingOrigin.PROBE);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.bodyText()).isEqualTo("after");
    }

    private static void reasons(TestProxy proxy, FramingCase framingCase) {
        var last = framingCase.verdict().replies().stream()
                .filter(reply ->
                        !reply.status().startsWith("10") || reply.status().equals("101"))
                .toList();
        int unanswered = last.isEmpty() && !framingCase.upstream().equals("-") ? 1 : 0;
        int exchanges = last.size() + unanswered + 1;
        Eventually.await("all exchanges are told", () -> proxy.finished().size() == exchanges);
        for (int i = 0; i < last.size(); i++) {
            var reply = last.get(i);
            var expected = reply.status().equals("cut")
                    ? "upstream_reset_after_response_started"
                    : reply.reason().isEmpty() ? "via_upstream" : reply.reason();
            assertThat(proxy.finished().get(i).details()).contains(expected);
        }
        Eventually.await("nothing is under way", () -> proxy.engine().stats().activeExchanges() == 0);
    }

    private static void upstreamConnection(FramingCase framingCase, RecordingOrigin origin) {
        var used = origin.recordings().stream()
                .filter(recording ->
                        recording.complete().stream().anyMatch(request -> !request.contains(RecordingOrigin.PROBE)))
                .toList();
        var probed = origin.recordings().stream()
                .filter(recording ->
                        recording.complete().stream().anyMatch(request -> request.contains(RecordingOrigin.PROBE)))
                .toList();
        assertThat(probed).as("the probe came once").hasSize(1);
        switch (framingCase.verdict().upstreamConnection()) {
            case "reused" -> assertThat(used).isEqualTo(probed);
            case "dropped" -> assertThat(used).doesNotContainAnyElementsOf(probed);
            default -> assertThat(used).isEmpty();
        }
    }
}

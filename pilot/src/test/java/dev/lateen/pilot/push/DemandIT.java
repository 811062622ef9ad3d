package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.Pilot;
import dev.lateen.pilot.PilotClient.Answer;
import dev.lateen.pilot.push.StreamReader.Event;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.push.Demand;
import dev.lateen.snapshot.push.SnapshotJson;
import dev.lateen.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemandIT extends FreshPilot {

    private static final String PROXY = "caller.default";
    private static final String A = "a.default.svc.cluster.local";
    private static final String B = "b.default.svc.cluster.local";

    @BeforeEach
    void services() {
        client.applyService("a", 8000);
        long revision = client.applyService("b", 8000);
        client.revision(revision, "10s");
    }

    @Test
    void whatIsAskedForComesAndWhatIsGivenBackGoes() {
        try (var stream = StreamReader.onDemand(pilot, "")) {
            // Given
            Event first = stream.next();
            assertThat(first.snapshot().snapshot().onDemand())
                    .isEqualTo(new OnDemand("default", List.of(A, B), List.of()));
            client.ack(PROXY, first.id());

            // When
            Answer answer = demand(List.of(B, "nobody"), List.of());

            // Then
            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.body().path("unknown")).hasToString("[\"nobody\"]");
            Event second = stream.next();
            assertThat(second.delta().upserts().onDemand()).isEqualTo(new OnDemand("default", List.of(), List.of(B)));
            client.ack(PROXY, second.id());
            assertThat(demand(List.of(), List.of(B)).code()).isEqualTo(200);
            assertThat(stream.next().delta().removedUsed()).containsExactly(B);
        }
    }

    @Test
    void aStreamBeginsWithTheHostsThatItsProxyUses() {
        try (var stream = StreamReader.onDemand(pilot, "gone, " + A)) {
            assertThat(stream.next().snapshot().snapshot().onDemand())
                    .isEqualTo(new OnDemand("default", List.of(A, B), List.of(A)));
        }
    }

    @Test
    void onlyWhoAsksForHostsMayAskAndNotWithoutEnd() throws IOException {
        assertThat(demand(List.of(A), List.of()).code()).isEqualTo(404);
        try (var stream = StreamReader.open(pilot)) {
            stream.next();
            assertThat(demand(List.of(A), List.of()).code()).isEqualTo(409);
        }
        try (var stream = StreamReader.onDemand(pilot, "")) {
            stream.next();
            Answer tooMany = demand(Collections.nCopies(Demand.MOST_HOSTS + 1, A), List.of());
            assertThat(tooMany.code()).isEqualTo(400);
            assertThat(tooMany.body().path("error").asText()).contains("1001 (expected: at most 1000)");
            assertThat(demand(List.of("x".repeat(600 << 10)), List.of()).code()).isEqualTo(413);
        }
        String token = Files.readString(home.resolve(Pilot.PROXY_TOKEN_FILE)).strip();
        try (var stream = StreamReader.authenticated(pilot, StreamReader.SIDECAR, token)) {
            stream.next();
            assertThat(demand(List.of(A), List.of()).code()).isEqualTo(401);
        }
    }

    @Test
    void whoAsksTooOftenIsToldSoAndMayAskAgainLater() throws IOException {
        try (var stream = StreamReader.onDemand(pilot, "");
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(), pilot.pilot().pushPort())) {
            // Given
            client.ack(PROXY, stream.next().id());
            socket.setSoTimeout(30_000);
            String body = SnapshotJson.write(new Demand(PROXY, List.of(), List.of()));
            byte[] call = "POST /v1/config/demand HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s"
                    .formatted(body.length(), body)
                    .getBytes(StandardCharsets.UTF_8);

            // When many calls are under way at once
            Thread.ofVirtual().start(() -> send(socket, call, 30 * ProxySession.DEMANDS_PER_SECOND));

            // Then
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answers.readLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(answers.lines()
                            .filter(line -> line.contains("asks more than"))
                            .findFirst())
                    .hasValueSatisfying(line -> assertThat(line)
                            .contains("proxy: caller.default asks more than 100 times a second"
                                    + " (expected: several hosts in one call)"));
        }
        try (var stream = StreamReader.onDemand(pilot, "")) {
            stream.next();
            Eventually.await("asks again", () -> demand(List.of(A), List.of()).code() == 200);
        }
    }

    /// Until somebody closes it.
    private static void send(Socket socket, byte[] call, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(call);
            }
        } catch (IOException e) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    private Answer demand(List<String> hosts, List<String> unused) {
        return client.push("POST", "/v1/config/demand", SnapshotJson.write(new Demand(PROXY, hosts, unused)));
    }
}

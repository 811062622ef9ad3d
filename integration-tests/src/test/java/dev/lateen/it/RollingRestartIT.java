package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two gateways behind one service, and the pilot above them, are told to end by SIGTERM and started again in turns
/// while clients keep asking: no request fails, and clients that keep their connections are told to open others.
class RollingRestartIT {

    private static final int SIGTERM = 128 + 15; // which pilot leaves to the JVM
    private static final int CLIENTS = 8;
    private static final Duration PERIOD = Duration.ofMillis(20); // the programs that start need the processors
    private static final Duration SLOWNESS = Duration.ofMillis(300);
    private static final byte[] BODY = new byte[20_000];

    @TempDir
    Path folder;

    @Test
    void aRestartOfEachFailsNoRequest() {
        restart(1);
    }

    @Test
    @Tag("long")
    void fiftyRestartsOfGatewaysFailNoRequest() {
        restart(25);
    }

    @Test
    void whatLastsLongerThanTheDrainIsCutOff() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (OriginServer origin = OriginServer.start(_ -> Answer.streamed(sink -> {
                    sink.write(BODY);
                    asked.countDown();
                    over.await();
                }));
                ProgramPair mesh = new ProgramPair(folder, origin, Map.of("lateen.proxy.drain-timeout", "1S"));
                RawHttpClient client = mesh.connectToFirst()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            // When
            mesh.firstGateway().tellToEnd();
            // Then
            assertThat(mesh.firstGateway().awaitEnd()).isZero();
            assertThat(new String(client.readUntilClose()))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .doesNotEndWith("0\r\n\r\n");
            over.countDown();
        }
    }

    private void restart(int rounds) {
        Map<String, String> special = Map.of(
                "lateen.proxy.workers", "1",
                "lateen.proxy.drain-delay", "0.5S", // for those who watch readiness
                "lateen.proxy.drain-timeout", "20S");
        try (OriginServer origin = OriginServer.start(RollingRestartIT::answer).forgetting();
                ProgramPair mesh = new ProgramPair(folder, origin, special);
                Load load = Load.through(mesh::connect, RollingRestartIT::ask, CLIENTS, PERIOD)) {
            for (int round = 0; round < rounds; round++) {
                for (PackagedProgram program : mesh.programs()) {
                    assertThat(program.restart()).as("exit code").isIn(0, SIGTERM);
                    int before = load.succeeded();
                    Eventually.await("requests after the restart", () -> load.succeeded() > before + 50);
                }
            }
            assertThat(load.failures()).isEmpty();
            assertThat(load.told()).as("kept connections that were told").isGreaterThanOrEqualTo(2 * rounds);
            assertThat(mesh.programs())
                    .allSatisfy(program ->
                            assertThat(program.log()).doesNotContain(" ERROR ", "\n\tat ", "drain did not end"));
        }
    }

    private static Answer answer(ReceivedRequest request) {
        if (request.target().equals("/slow")) {
            LockSupport.parkNanos(SLOWNESS.toNanos());
        }
        return Answer.ok("").withBody(request.body());
    }

    private static RawResponse ask(RawHttpClient client, int turn) throws IOException {
        return switch (turn % 8) {
            case 0 -> client.get("/slow");
            case 1, 2 -> echoed(client.request("POST", "/echo", BODY));
            default -> client.get("/fast");
        };
    }

    private static RawResponse echoed(RawResponse response) throws IOException {
        if (response.status() == 200 && response.body().length != BODY.length) {
            throw new IOException(response.body().length + " bytes (expected: " + BODY.length + ")");
        }
        return response;
    }
}

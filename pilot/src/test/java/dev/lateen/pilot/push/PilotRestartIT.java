package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.PilotClient;
import dev.lateen.pilot.TestPilot;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PilotRestartIT {

    private static final String PROXY = "caller.default";
    private static final String VIRTUAL_SERVICE = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: web

            spec:
              hosts: [web]
              http:
              - name: first
                match:
                - uri: {prefix: /a}
                route:
                - destination: {host: web}
            """;

    @TempDir
    Path home;

    @Test
    void aRestartedPilotHasNothingNewForAProxyThatResumes() {
        // Given
        String held;
        try (var pilot = TestPilot.start(home)) {
            PilotClient client = pilot.client();
            client.applyService("web", 8000);
            client.apply(PilotClient.NETWORKING + "default/virtualservices/web", VIRTUAL_SERVICE);
            try (var stream = StreamReader.open(pilot)) {
                held = stream.next().id();
                client.ack(PROXY, held);
            }
        }

        // When
        try (var pilot = TestPilot.start(home);
                var stream = StreamReader.open(pilot, StreamReader.SIDECAR, held)) {
            PilotClient client = pilot.client();
            long revision = client.push("GET", "/v1/revision", null)
                    .body()
                    .path("revision")
                    .asLong();

            // Then
            assertThat(client.revision(revision, "10s").acked()).isEqualTo(1);
            assertThat(client.proxy(PROXY).path("ackedId").asText()).isEqualTo(held);
            assertThat(stream.nextIfAny()).isNull();
        }
    }

    @Test
    void aProxyThatIsOnItsWayBackCounts() {
        try (var pilot = TestPilot.start(home);
                var stream = StreamReader.open(pilot)) {
            pilot.client().ack(PROXY, stream.next().id());
            pilot.pilot().close();
        }
        try (var pilot = TestPilot.start(home)) {
            PilotClient client = pilot.client();
            var now = client.revision(1, "0s");
            // On a very slow machine the moment may be over.
            if (now.proxies() == 1) {
                assertThat(now.pending()).singleElement().satisfies(pending -> {
                    assertThat(pending.proxy()).isEqualTo(PROXY);
                    assertThat(pending.reason()).contains("not back yet");
                });
            }
            assertThat(client.revision(1, "30s").pending()).isEmpty();
        }
    }

    @Test
    void twoHundredChangesReachAProxyThatKeepsUp() {
        try (var pilot = TestPilot.start(home);
                var stream = StreamReader.open(pilot)) {
            // Given
            PilotClient client = pilot.client();
            Thread proxy = Thread.ofVirtual().start(() -> {
                while (true) {
                    var event = stream.poll(30_000);
                    if (event == null || client.ack(PROXY, event.id()) != 204) {
                        return; // the end, which nobody can acknowledge
                    }
                }
            });

            // When
            long last = 0;
            for (int i = 0; i < 200; i++) {
                last = client.applyService("s" + i % 20, 8000 + i);
            }
            var status = client.revision(last, "10s");

            // Then
            assertThat(status.pending()).isEmpty();
            assertThat(status.acked()).isEqualTo(1);
            stream.close();
            Eventually.await("the proxy saw the end", () -> !proxy.isAlive());
        }
    }

    @Test
    @Tag("long")
    void aStreamThatIsNotReadIsClosed() throws Exception {
        try (var pilot = TestPilot.start(home)) {
            // Given more content than most sockets buffer
            PilotClient client = pilot.client();
            for (int i = 0; i < 2_000; i++) {
                client.applyService("service-with-a-rather-long-name-number-" + i, 8000);
            }

            // When a proxy does not read
            try (var proxy =
                    RawHttpClient.connectWithReceiveBuffer(pilot.pilot().pushPort(), 4096)) {
                proxy.send("GET /v1/config/stream?" + StreamReader.SIDECAR + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Eventually.await(
                        "connected", () -> client.proxy(PROXY).path("connected").asBoolean());

                // Then: after 10 s when the sockets are full, after 30 s without an acknowledgement when they are not
                Eventually.await(
                        Duration.ofSeconds(60),
                        "closed",
                        () -> !client.proxy(PROXY).path("connected").asBoolean());
            }
        }
    }
}

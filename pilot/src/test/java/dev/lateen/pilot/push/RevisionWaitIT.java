package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.PilotClient;
import dev.lateen.testkit.Eventually;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionWaitIT extends FreshPilot {

    private static final String PROXY = "caller.default";

    @Test
    void answersAsSoonAsEveryProxyHasAcknowledged() throws Exception {
        try (var one = StreamReader.open(pilot);
                var two = StreamReader.open(pilot, StreamReader.SIDECAR.replace("name=caller", "name=other"), null)) {
            // Given
            client.ack(PROXY, one.next().id());
            client.ack("other.default", two.next().id());
            long revision = client.applyService("a", 8000);
            var answer = CompletableFuture.supplyAsync(() -> client.revision(revision, "10s"));

            // When
            client.ack(PROXY, one.next().id());
            assertThat(client.revision(revision, "0s").acked()).isEqualTo(1);
            client.ack("other.default", two.next().id());

            // Then
            var status = answer.get();
            assertThat(status.proxies()).isEqualTo(2);
            assertThat(status.acked()).isEqualTo(2);
            assertThat(status.pending()).isEmpty();
            assertThat(status.millis()).isNotNegative();
        }
    }

    @Test
    void namesTheProxiesThatAreMissingAtTheDeadline() {
        try (var stream = StreamReader.open(pilot)) {
            // Given
            client.ack(PROXY, stream.next().id());
            long revision = client.applyService("a", 8000);
            stream.next();

            // When
            var status = client.revision(revision, "100ms");

            // Then
            assertThat(status.acked()).isZero();
            assertThat(status.pending()).singleElement().satisfies(pending -> {
                assertThat(pending.proxy()).isEqualTo(PROXY);
                assertThat(pending.reason()).startsWith("has not acknowledged revision " + revision);
            });
        }
    }

    @Test
    void aMeshWithoutProxiesIsUpToDate() {
        var status = client.revision(client.applyService("a", 8000), "10s");
        assertThat(status.proxies()).isZero();
        assertThat(status.pending()).isEmpty();
    }

    @Test
    void saysWhichResourceIsHeldBackAndWhatItWaitsFor() {
        // Given
        String path = PilotClient.NETWORKING + "default/virtualservices/web";
        client.applyService("web", 8000);
        client.revision(client.apply(path, virtualService("")).revision(), "10s");
        try (var stream = StreamReader.open(pilot)) {
            client.ack(PROXY, stream.next().id());

            // When
            long revision = client.apply(path, virtualService(", subset: v2")).revision();
            var held = Eventually.value(
                    "something is held", () -> client.revision(revision, "0s").held(), list -> !list.isEmpty());

            // Then
            assertThat(held).singleElement().satisfies(each -> {
                assertThat(each.resource()).isEqualTo("VirtualService default/web");
                assertThat(each.path()).isEqualTo("spec");
                assertThat(each.message()).contains("subset \"v2\"", "the last version stays in force");
            });
        }
    }

    private static String virtualService(String subset) {
        return """
                {apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: web},
                 spec: {hosts: [web], http: [{route: [{destination: {host: web%s}}]}]}}
                """.formatted(subset);
    }

    @ParameterizedTest
    @CsvSource({
        "999999?wait=1s, 404",
        "x, 400",
        "1?wait=1h, 400",
        "1?wait=61s, 400",
        "1?wait=-1s, 400",
        "1?wait=500ms, 200",
        "1, 200"
    })
    void revisionsAndWaitsAreChecked(String path, int code) {
        assertThat(client.push("GET", "/v1/revisions/" + path, null).code()).isEqualTo(code);
    }
}

package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import org.junit.jupiter.api.Test;

class BasicsIT {

    @Test
    void forwardsARequestAndItsAnswer() throws Exception {
        // Given
        try (var origin = OriginServer.answering(Answer.ok("hello").withHeader("X-Kept", "Yes"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()))) {
            // When
            var response = proxy.get("/get?a=1", "X-User: jason");

            // Then
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.bodyText()).isEqualTo("hello");
            assertThat(response.header("server")).contains("lateen");
            assertThat(response.header("x-kept")).contains("Yes");
            assertThat(response.header("x-envoy-upstream-service-time")).isPresent();
            assertThat(response.headers("date")).hasSize(1);
            var request = origin.takeRequest();
            assertThat(request.target()).isEqualTo("/get?a=1");
            assertThat(request.headText()).contains("X-User: jason\r\n");
            assertThat(request.header("x-request-id")).isPresent();
            assertThat(request.header("x-forwarded-proto")).contains("http");
            assertThat(request.header("x-forwarded-for")).contains("127.0.0.1");
            assertThat(request.header("x-envoy-attempt-count")).contains("1");
            var finished = proxy.one();
            assertThat(finished.status()).isEqualTo(200);
            assertThat(finished.details()).isEqualTo("via_upstream");
            assertThat(finished.bytesSent()).isEqualTo(5);
            assertThat(finished.requestId())
                    .isEqualTo(request.header("x-request-id").orElseThrow());
        }
    }

    @Test
    void keepsBothConnectionsAlive() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()));
                var client = proxy.connect()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/" + i).bodyText()).isEqualTo("hello");
            }
            assertThat(origin.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void servesOverNio() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("hello"));
                var proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withNio(true))) {
            assertThat(proxy.get("/").bodyText()).isEqualTo("hello");
        }
    }
}

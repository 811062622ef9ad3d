package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LocalRepliesIT {

    private static Snapshot snapshot() {
        return Snapshots.of(
                Listener.Kind.GATEWAY,
                List.of(
                        Snapshots.route(0, "/nc", Snapshots.forward(Snapshots.to("unknown", 1))),
                        Snapshots.route(1, "/uh", Snapshots.forward(Snapshots.to("empty", 1))),
                        Snapshots.route(
                                2, "/refused", new RouteAction.Refuse(501, "not_honoured", "mirror is not honoured"))),
                Snapshots.cluster("empty"));
    }

    @ParameterizedTest
    @CsvSource({
        "/nowhere, 404, NR, route_not_found, ''",
        "/nc, 503, NC, cluster_not_found, ''",
        "/uh, 503, UH, no_healthy_upstream, no healthy upstream",
        "/refused, 501, , not_honoured, ''"
    })
    void istioStyleHasIstiosBodies(String path, int status, ResponseFlag flag, String details, String body)
            throws Exception {
        try (var proxy = TestProxy.start(snapshot(), TestProxy.istio())) {
            var response = proxy.get(path);
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.bodyText()).isEqualTo(body);
            assertThat(response.header("server")).contains("lateen");
            assertThat(response.header("date")).isPresent();
            var finished = proxy.one();
            assertThat(finished.flags()).isEqualTo(flag == null ? 0 : flag.bit());
            assertThat(finished.details()).isEqualTo(details);
            assertThat(finished.bytesSent()).isEqualTo(body.length());
        }
    }

    @Test
    void briefStyleSaysWhyInALine() throws Exception {
        try (var proxy = TestProxy.start(snapshot())) {
            var response = proxy.get("/nowhere?token=secret", "Host: shop.example");
            assertThat(response.bodyText())
                    .isEqualTo("no rule matches the request: GET shop.example/nowhere (NR route_not_found)\n");
            assertThat(response.header("content-type")).contains("text/plain");
            assertThat(proxy.get("/refused").bodyText()).startsWith("mirror is not honoured: GET ");
        }
    }

    @Test
    void fullStyleTellsLoopbackClientsTheRules() throws Exception {
        try (var proxy = TestProxy.start(snapshot(), config -> config.withLocalReplies(LocalReplyStyle.FULL))) {
            assertThat(proxy.get("/nowhere").bodyText())
                    .contains("rule 1", "rule 2", "rule 3", "/nc", "(NR route_not_found)");
        }
    }

    @ParameterizedTest
    @EnumSource(LocalReplyStyle.class)
    void theConnectionLivesOnAndHeadHasNoBody(LocalReplyStyle style) throws Exception {
        try (var proxy = TestProxy.start(snapshot(), config -> config.withLocalReplies(style));
                var client = proxy.connect()) {
            assertThat(client.request("HEAD", "/nowhere").status()).isEqualTo(404);
            assertThat(client.request("POST", "/uh", new byte[100]).status()).isEqualTo(503);
            assertThat(client.get("/nc").status()).isEqualTo(503);
            assertThat(proxy.engine().stats().totalDownstream()).isEqualTo(1);
        }
    }

    @Test
    void theRestOfAShortBodyIsThrownAwayBehindTheAnswer() throws Exception {
        try (var proxy = TestProxy.start(snapshot());
                var client = proxy.connect()) {
            client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.read().header("connection")).isEmpty();
            client.send("defghijGET /nc HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(503);
        }
    }

    @Test
    void aLongBodyThatIsStillOnItsWayEndsTheConnection() throws Exception {
        try (var proxy = TestProxy.start(snapshot());
                var client = proxy.connect()) {
            client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
            var response = client.read();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.header("connection")).contains("close");
            client.send("defg").awaitClose();
        }
    }
}

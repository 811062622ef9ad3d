package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundIT {

    private static Snapshot snapshot(int port80, int port8000) {
        var refuse = new RouteAction.Refuse(502, "direct_response", "nothing in the mesh has this name");
        var blockAll = new VirtualHost("block_all", List.of("*"), List.of(Snapshots.route(9, null, refuse)), List.of());
        var web = new VirtualHost(
                "web:80",
                List.of("web"),
                List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("p80", 1)))),
                List.of());
        var httpbin = new VirtualHost(
                "httpbin:8000",
                List.of("httpbin"),
                List.of(Snapshots.route(1, null, Snapshots.forward(Snapshots.to("p8000", 1)))),
                List.of());
        return new Snapshot(
                List.of(new Listener(
                        Snapshots.LISTENER, null, 0, Listener.Kind.OUTBOUND, List.of("80", "8000"), List.of())),
                List.of(
                        new RouteConfig("80", 80, List.of(web, blockAll)),
                        new RouteConfig("8000", 8000, List.of(httpbin, blockAll))),
                List.of(Snapshots.cluster("p80", port80), Snapshots.cluster("p8000", port8000)));
    }

    @Test
    void thePortOfTheAuthorityChoosesTheRoutes() throws Exception {
        try (var eighty = OriginServer.answering(Answer.ok("eighty"));
                var other = OriginServer.answering(Answer.ok("other"));
                var proxy = TestProxy.start(snapshot(eighty.port(), other.port()));
                var client = proxy.connect()) {
            assertThat(client.get(
                                    "http://web/a?b",
                                    "Host: web",
                                    "Proxy-Authorization: Basic x",
                                    "Proxy-Connection: keep-alive")
                            .bodyText())
                    .isEqualTo("eighty");
            var request = eighty.takeRequest();
            assertThat(request.target()).isEqualTo("/a?b");
            assertThat(request.headers("host")).containsExactly("web");
            assertThat(request.headText().toLowerCase()).doesNotContain("proxy-");

            assertThat(client.get("http://httpbin:8000/", "Host: httpbin:8000").bodyText())
                    .isEqualTo("other");
            assertThat(other.takeRequest().headers("host")).containsExactly("httpbin:8000");
            assertThat(client.get("/x", "Host: httpbin:8000").bodyText()).isEqualTo("other");
        }
    }

    @Test
    void theTargetsAuthorityReplacesAnotherHost() throws Exception {
        try (var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(snapshot(origin.port(), origin.port()));
                var client = proxy.connect()) {
            client.get("http://web/", "Host: evil");
            assertThat(origin.takeRequest().headers("host")).containsExactly("web");
        }
    }

    @Test
    void whatTheMeshDoesNotKnowIs502() throws Exception {
        try (var proxy = TestProxy.start(snapshot(1, 1), config -> config.withLocalReplies(LocalReplyStyle.FULL));
                var client = proxy.connect()) {
            var unknownHost = client.get("http://example.com/", "Host: example.com");
            assertThat(unknownHost.status()).isEqualTo(502);
            assertThat(unknownHost.bodyText()).contains("nothing in the mesh has this name", "route configuration 80");
            var unknownPort = client.get("http://web:9999/", "Host: web:9999");
            assertThat(unknownPort.status()).isEqualTo(502);
            assertThat(proxy.finished().getLast().routeName()).isEqualTo("block_all");
        }
    }
}

package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.DnsScript;
import dev.lateen.testkit.DnsServer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that go where the client itself wants to go.
class PassthroughIT {

    private final DnsServer dns = DnsServer.start();
    private final OriginServer origin = OriginServer.answering(Answer.ok("there"));

    @AfterEach
    void stop() {
        dns.close();
        origin.close();
    }

    private static Snapshot snapshot(Listener.Kind kind, long connectTimeoutMillis) {
        var toItself = Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1)));
        var host = new VirtualHost("allow_any", List.of("*"), List.of(toItself), List.of());
        return new Snapshot(
                List.of(new Listener(Snapshots.LISTENER, null, 0, kind, List.of("*"), List.of())),
                List.of(new RouteConfig("*", RouteConfig.ANY_PORT, List.of(host))),
                List.of(Snapshots.named(Discovery.ORIGINAL_DESTINATION, connectTimeoutMillis, 0)));
    }

    private TestProxy proxy(Listener.Kind kind, long connectTimeoutMillis) {
        var names = new DnsConfig(List.of(dns.address()), Duration.ofSeconds(30));
        return TestProxy.start(
                snapshot(kind, connectTimeoutMillis),
                config -> config.withDns(names).withLocalReplies(LocalReplyStyle.FULL));
    }

    private TestProxy proxy() {
        return proxy(Listener.Kind.OUTBOUND, 60_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST", "some.example.com", "Some.Example.com"})
    void anyHostAtAnyPortIsReached(String host) throws IOException {
        dns.answer("some.example.com", 60, "127.0.0.1");
        try (var proxy = proxy();
                var client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                var authority = host + ":" + origin.port();
                assertThat(client.get("http://" + authority + "/x", "Host: " + authority)
                                .bodyText())
                        .isEqualTo("there");
                assertThat(origin.takeRequest().headers("host")).containsExactly(authority);
            }
            assertThat(origin.acceptedConnections()).isEqualTo(1); // used again
        }
    }

    @Test
    void anotherAddressOfTheNameIsTriedWhenOneRefuses() throws IOException {
        dns.answer("some.example.com", 60, "127.0.0.9", "127.0.0.1");
        try (var proxy = proxy();
                var client = proxy.connect()) {
            var authority = "some.example.com:" + origin.port();
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("http://" + authority + "/", "Host: " + authority)
                                .bodyText())
                        .isEqualTo("there");
            }
        }
    }

    @Test
    void aNameThatDoesNotResolveIs503WithTheReason() throws IOException {
        try (var proxy = proxy();
                var client = proxy.connect()) {
            var response = client.get("http://nowhere.example.com/", "Host: nowhere.example.com");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText())
                    .contains("the mesh does not know the host nowhere.example.com")
                    .contains("no such name (NXDOMAIN)");
            var finished = proxy.one();
            assertThat(finished.has(ResponseFlag.DF)).isTrue();
            assertThat(finished.details()).isEqualTo("dns_resolution_failure");
            // A name that has just failed is not asked for again at every request.
            int asked = dns.questions("nowhere.example.com");
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("http://nowhere.example.com/", "Host: nowhere.example.com")
                                .status())
                        .isEqualTo(503);
            }
            assertThat(dns.questions("nowhere.example.com") - asked).isLessThan(20);
        }
    }

    @Test
    void aNameServerThatSaysNothingCostsTheConnectTimeout() throws IOException {
        dns.say("slow.example.com", DnsScript.HOLD);
        try (var proxy = proxy(Listener.Kind.OUTBOUND, 100);
                var client = proxy.connect()) {
            var response = client.get("http://slow.example.com/", "Host: slow.example.com");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("slow.example.com has not been resolved yet");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "self.example.com"})
    void theProxyNeverConnectsToItself(String host) throws IOException {
        dns.answer("self.example.com", 60, "127.0.0.1");
        try (var proxy = proxy();
                var client = proxy.connect()) {
            var authority = host + ":" + proxy.port();
            var response = client.get("http://" + authority + "/", "Host: " + authority);
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("is this proxy itself");
            assertThat(proxy.engine().stats().totalUpstream()).isZero();
        }
    }

    @Test
    void aClientOfAGatewayDoesNotChooseWhereTheGatewayConnects() throws IOException {
        try (var proxy = proxy(Listener.Kind.GATEWAY, 60_000);
                var client = proxy.connect()) {
            var response = client.get("/", "Host: " + origin.authority());
            assertThat(response.status()).isEqualTo(503);
            assertThat(proxy.one().has(ResponseFlag.UH)).isTrue();
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void connectionsToHostsThatAreNotWantedAnyMoreEndWithTheirCluster() throws IOException {
        try (var proxy = proxy();
                var client = proxy.connect()) {
            client.get("http://" + origin.authority() + "/", "Host: " + origin.authority());
            assertThat(origin.openConnections()).isEqualTo(1);
            proxy.apply(Snapshots.toPorts(origin.port()));
            Eventually.await("no connection is kept", () -> origin.openConnections() == 0);
        }
    }
}

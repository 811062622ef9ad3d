package dev.lateen.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.DnsConfig;
import dev.lateen.proxy.LocalReplyStyle;
import dev.lateen.proxy.Snapshots;
import dev.lateen.proxy.TestProxy;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.DnsScript;
import dev.lateen.testkit.DnsServer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Endpoints that are names, with a name server that says what the test wants.
class NamesIT {

    private static final String NAME = "a.example.com";
    private static final long PATIENT = 60_000;
    /// Longer than the longest time between two lookups that fail.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DnsServer dns = DnsServer.start();
    private final OriginServer one = OriginServer.answering(Answer.ok("one"));
    private final OriginServer two =
            OriginServer.start(new InetSocketAddress("127.0.0.2", one.port()), _ -> Answer.ok("two"));

    @AfterEach
    void stop() {
        dns.close();
        one.close();
        two.close();
    }

    private TestProxy proxy(Snapshot snapshot) {
        return proxy(snapshot, Duration.ofSeconds(30));
    }

    private TestProxy proxy(Snapshot snapshot, Duration timeout) {
        var names = new DnsConfig(List.of(dns.address()), timeout);
        return TestProxy.start(snapshot, config -> config.withDns(names).withLocalReplies(LocalReplyStyle.FULL));
    }

    private Snapshot named(Discovery discovery, long connectTimeoutMillis, String... names) {
        return Snapshots.of(
                Listener.Kind.GATEWAY,
                List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1)))),
                Snapshots.named(discovery, connectTimeoutMillis, one.port(), names));
    }

    private static List<String> addresses(TestProxy proxy) {
        var endpoints = proxy.engine().clusters().iterator().next().endpoints();
        return IntStream.range(0, endpoints.size())
                .mapToObj(i -> endpoints.state(i).address())
                .toList();
    }

    private static void awaitAddresses(TestProxy proxy, String... expected) {
        var wanted = List.of(expected);
        Eventually.value(PATIENCE, "endpoints " + wanted, () -> addresses(proxy), wanted::equals);
    }

    @Test
    void aRequestWaitsForTheFirstAddress() throws IOException {
        dns.say(NAME, DnsScript.HOLD);
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME));
                var client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
            Eventually.await("the question", () -> dns.questions(NAME) == 2);
            dns.answer(NAME, 60, "127.0.0.1");
            assertThat(client.read("POST").bodyText()).isEqualTo("one");
            assertThat(new String(one.takeRequest().body())).isEqualTo("body");
            assertThat(dns.questions(NAME)).isEqualTo(2); // one for each kind of address
        }
    }

    @Test
    void aRequestWaitsForANameAcrossSnapshots() throws IOException {
        dns.say(NAME, DnsScript.HOLD);
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME));
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Eventually.await("the exchange", () -> proxy.engine().stats().activeExchanges() == 1);
            proxy.apply(named(Discovery.DNS, PATIENT + 1, NAME));
            dns.answer(NAME, 60, "127.0.0.2");
            assertThat(client.read("GET").bodyText()).isEqualTo("two");
        }
    }

    @Test
    void aNameServerThatSaysNothingCostsTheConnectTimeout() throws IOException {
        dns.say(NAME, DnsScript.HOLD);
        try (var proxy = proxy(named(Discovery.DNS, 100, NAME))) {
            var response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("host " + NAME + " has not been resolved yet");
            assertThat(proxy.one().has(ResponseFlag.UH)).isTrue();
        }
    }

    @Test
    void aClientThatLeavesWhileItWaitsIsForgotten() throws IOException {
        dns.say(NAME, DnsScript.HOLD);
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME))) {
            try (var client = proxy.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                Eventually.await("the exchange", () -> proxy.engine().stats().activeExchanges() == 1);
                client.reset();
            }
            assertThat(proxy.one().has(ResponseFlag.DC)).isTrue();
            dns.answer(NAME, 60, "127.0.0.1");
            awaitAddresses(proxy, "127.0.0.1");
            assertThat(proxy.get("/").bodyText()).isEqualTo("one");
            assertThat(one.requests()).hasSize(1);
        }
    }

    /// The answer for IPv4 has come before that of the other name: a buffer of it that is kept fails this class.
    @Test
    void aProxyThatEndsInsideALookupLetsGoOfWhatHasCome() {
        dns.say(NAME, DnsScript.addresses(60, "127.0.0.1").silentAboutIpv6());
        dns.answer("b.example.com", 60, "127.0.0.2");
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME, "b.example.com"))) {
            awaitAddresses(proxy, "127.0.0.2");
        }
    }

    @Test
    void aNameThatDoesNotExistIsSaidSo() throws IOException {
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME))) {
            var response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText()).contains("host " + NAME + " has not been resolved: no such name");
            assertThat(proxy.one().details()).isEqualTo("no_healthy_upstream");
            dns.answer(NAME, 60, "127.0.0.1");
            awaitAddresses(proxy, "127.0.0.1"); // asked again without a request
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void failuresOfTheNameServerAreNamed() throws IOException {
        dns.say(NAME, DnsScript.SERVER_FAILURE);
        dns.say("b.example.com", DnsScript.NO_ADDRESS);
        dns.say("c.example.com", DnsScript.HOLD);
        try (var proxy =
                proxy(named(Discovery.DNS, PATIENT, NAME, "b.example.com", "c.example.com"), Duration.ofSeconds(2))) {
            assertThat(proxy.get("/").bodyText())
                    .contains("host " + NAME + " has not been resolved: the name server says ServFail(2)")
                    .contains("host b.example.com has not been resolved: it has no address")
                    .contains("host c.example.com has not been resolved: no name server answered within 2000 ms");
            assertThat(proxy.engine().dnsStats().failures()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void addressesChangeWithTheirTtlAndIdleConnectionsOfOldOnesAreClosed() throws IOException {
        dns.answer(NAME, 1, "127.0.0.1");
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME))) {
            assertThat(proxy.get("/").bodyText()).isEqualTo("one");
            dns.answer(NAME, 1, "127.0.0.2");
            awaitAddresses(proxy, "127.0.0.2");
            assertThat(proxy.get("/").bodyText()).isEqualTo("two");
            Eventually.await("the old address has no connection", () -> one.openConnections() == 0);
            dns.answer(NAME, 60, "127.0.0.2", "127.0.0.1");
            awaitAddresses(proxy, "127.0.0.2", "127.0.0.1");
            assertThat(List.of(proxy.get("/").bodyText(), proxy.get("/").bodyText()))
                    .containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void failuresLeaveTheLastGoodAddresses() throws IOException {
        dns.answer(NAME, 1, "127.0.0.1");
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME), Duration.ofMillis(200))) {
            awaitAddresses(proxy, "127.0.0.1");
            for (var failure : List.of(DnsScript.SERVER_FAILURE, DnsScript.NO_SUCH_NAME, DnsScript.HOLD)) {
                long before = proxy.engine().dnsStats().failures();
                dns.say(NAME, failure);
                Eventually.await(
                        PATIENCE, "a failure", () -> proxy.engine().dnsStats().failures() > before);
                assertThat(proxy.get("/").bodyText()).isEqualTo("one");
            }
            dns.answer(NAME, 60, "127.0.0.2");
            awaitAddresses(proxy, "127.0.0.2");
        }
    }

    @Test
    void anAnswerThatDoesNotFitIsFetchedOverTcp() throws IOException {
        dns.say(NAME, DnsScript.addresses(60, "127.0.0.1", "127.0.0.2").onlyOverTcp());
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME))) {
            awaitAddresses(proxy, "127.0.0.1", "127.0.0.2");
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aliasesAreFollowedAndIpv6CountsOnlyWithoutIpv4() {
        dns.say(NAME, DnsScript.addresses(60, "127.0.0.1", "::1").by("other.example.com"));
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME))) {
            awaitAddresses(proxy, "127.0.0.1");
        }
        dns.answer(NAME, 60, "::1");
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME))) {
            awaitAddresses(proxy, "::1");
        }
    }

    @Test
    void theHostsFileComesFirst() throws IOException {
        dns.answer("localhost", 60, "127.0.0.2");
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, "localhost"))) {
            assertThat(proxy.get("/").bodyText()).isEqualTo("one");
            assertThat(dns.questions("localhost")).isZero();
        }
    }

    @Test
    void aLogicalNamesConnectionsStayWhenItMoves() throws IOException {
        dns.answer(NAME, 1, "127.0.0.1", "127.0.0.2");
        try (var proxy = proxy(named(Discovery.DNS_ROUND_ROBIN, PATIENT, NAME));
                var client = proxy.connect()) {
            assertThat(client.get("/", "Host: x").bodyText()).isEqualTo("one");
            dns.answer(NAME, 1, "127.0.0.2", "127.0.0.1");
            awaitAddresses(proxy, "127.0.0.2");
            assertThat(client.get("/", "Host: x").bodyText()).isEqualTo("one"); // by the pooled connection
            assertThat(one.acceptedConnections()).isEqualTo(1);
            one.close(); // a new connection is needed
            Eventually.await(
                    "the pool has noticed", () -> proxy.engine().stats().pooledUpstream() == 0);
            assertThat(client.get("/", "Host: x").bodyText()).isEqualTo("two");
        }
    }

    @Test
    void namesThatNoClusterHasAnyMoreAreNotAskedFor() {
        dns.answer(NAME, 1, "127.0.0.1");
        dns.answer("b.example.com", 1, "127.0.0.1");
        try (var proxy = proxy(named(Discovery.DNS, PATIENT, NAME))) {
            awaitAddresses(proxy, "127.0.0.1");
            proxy.apply(named(Discovery.DNS, PATIENT, "b.example.com"));
            Eventually.await("the new name", () -> dns.questions("b.example.com") >= 2);
            int asked = dns.questions(NAME);
            Eventually.await(PATIENCE, "the new name several times", () -> dns.questions("b.example.com") >= 6);
            assertThat(dns.questions(NAME)).isLessThanOrEqualTo(asked + 2); // one lookup may have been under way
        }
    }

    /// The bytes of every connection to the named cluster.
    private Snapshot tunnel(long connectTimeoutMillis) {
        var plain = named(Discovery.DNS, connectTimeoutMillis, NAME);
        var route = new TcpRoute("t", List.of(new TcpRoute.Destination("a", 1)), Snapshots.origin(0));
        var chain = new FilterChain("t", List.of(), null, null, route, List.of());
        var listener =
                new Listener(Snapshots.LISTENER, null, 0, Listener.Kind.GATEWAY, List.of(), List.of(chain), List.of());
        return new Snapshot(List.of(listener), plain.routeConfigs(), plain.clusters());
    }

    @Test
    void aTunnelWaitsForTheFirstAddressToo() throws IOException {
        dns.say(NAME, DnsScript.HOLD);
        try (var proxy = proxy(tunnel(PATIENT));
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Eventually.await("the question", () -> dns.questions(NAME) == 2);
            dns.answer(NAME, 60, "127.0.0.2");
            assertThat(client.read("GET").bodyText()).isEqualTo("two");
        }
    }

    @Test
    void aTunnelToANameThatDoesNotExistEndsWithAFlag() throws IOException {
        try (var proxy = proxy(tunnel(PATIENT));
                var client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(proxy.one().has(ResponseFlag.UH)).isTrue();
        }
    }
}

package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Listener;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What must hold exactly, whoever asks at once and whatever fails.
class BalanceIT {

    private static final int CLIENTS = 10;
    private static final int EACH = 60;

    @Test
    void roundRobinIsEvenAcrossEventLoops() throws Exception {
        try (var one = OriginServer.answering(Answer.ok("1"));
                var two = OriginServer.answering(Answer.ok("2"));
                var three = OriginServer.answering(Answer.ok("3"));
                var proxy = TestProxy.start(
                        Snapshots.toPorts(one.port(), two.port(), three.port()), config -> config.withWorkers(3))) {
            load(proxy, 200);
            assertThat(List.of(one, two, three))
                    .allSatisfy(origin -> assertThat(origin.requests()).hasSize(CLIENTS * EACH / 3));
        }
    }

    @Test
    void aSplitStaysExactWhenADestinationFails() throws Exception {
        var split = Snapshots.forward(Snapshots.to("good", 90), Snapshots.to("bad", 10));
        var routes = List.of(Snapshots.route(0, null, split));
        try (var good = OriginServer.answering(Answer.ok("x"));
                var refusing = ListenFault.refusing();
                var proxy = TestProxy.start(
                        Snapshots.of(
                                Listener.Kind.GATEWAY,
                                routes,
                                Snapshots.cluster("good", good.port()),
                                Snapshots.cluster("bad", refusing.port())),
                        config -> config.withWorkers(3))) {
            load(proxy, 0);
            assertThat(good.requests()).hasSize(CLIENTS * EACH * 9 / 10);
            assertThat(proxy.finished().stream().filter(finished -> finished.status() == 503))
                    .hasSize(CLIENTS * EACH / 10);
        }
    }

    @Test
    void leastRequestLeavesNobodyOutAndNothingBehind() throws Exception {
        try (var one = OriginServer.answering(Answer.ok("1"));
                var two = OriginServer.answering(Answer.ok("2"));
                var refusing = ListenFault.refusing()) {
            var endpoints = List.of(
                    Snapshots.endpoint(one.port()),
                    Snapshots.endpoint(two.port()),
                    Snapshots.endpoint(refusing.port()));
            var cluster = Snapshots.cluster("a", Cluster.LoadBalancing.LEAST_REQUEST, endpoints);
            var routes = List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1))));
            try (var proxy = TestProxy.start(
                    Snapshots.of(Listener.Kind.GATEWAY, routes, cluster), config -> config.withWorkers(3))) {
                load(proxy, 200);
                assertThat(one.requests().size() + two.requests().size()).isEqualTo(CLIENTS * EACH);
                assertThat(one.requests()).hasSizeGreaterThan(CLIENTS * EACH / 4);
                assertThat(two.requests()).hasSizeGreaterThan(CLIENTS * EACH / 4);
            }
        }
    }

    /// @param status that every answer has; 0 for any
    private static void load(TestProxy proxy, int status) throws Exception {
        var served = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<Future<?>>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> {
                    try (var client = RawHttpClient.connect(proxy.port())) {
                        for (int j = 0; j < EACH; j++) {
                            int actual = client.get("/").status();
                            assertThat(actual).isIn(status == 0 ? List.of(200, 503) : List.of(status));
                            served.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
            for (var client : clients) {
                client.get();
            }
        }
        Eventually.await("telemetry once of each", () -> proxy.finished().size() == CLIENTS * EACH);
        assertThat(served).hasValue(CLIENTS * EACH);
        assertThat(proxy.engine().stats().activeExchanges()).isZero();
    }
}

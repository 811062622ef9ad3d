package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitIT {

    private static Snapshot ninetyTen(int v1, int v2, String unrelated) {
        var split = Snapshots.forward(Snapshots.to("v1", 90), Snapshots.to("v2", 10));
        var other = Snapshots.forward(Snapshots.to(unrelated, 1));
        return Snapshots.of(
                Listener.Kind.GATEWAY,
                List.of(Snapshots.route(0, "/other", other), Snapshots.route(1, null, split)),
                Snapshots.cluster("v1", v1),
                Snapshots.cluster("v2", v2),
                Snapshots.cluster(unrelated, v1));
    }

    @ParameterizedTest(name = "{0} worker(s), kept alive: {1}, snapshots between: {2}")
    @CsvSource({
        "1, true, false",
        "1, false, false",
        "2, true, false",
        "2, false, false",
        "1, true, true",
        "2, false, true"
    })
    void ninetyTenIsExact(int workers, boolean keepAlive, boolean swaps) throws Exception {
        try (var v1 = OriginServer.answering(Answer.ok("v1"));
                var v2 = OriginServer.answering(Answer.ok("v2"));
                var proxy =
                        TestProxy.start(ninetyTen(v1.port(), v2.port(), "o"), config -> config.withWorkers(workers));
                var client = proxy.connect()) {
            for (int round = 1; round <= 10; round++) {
                int second = 0;
                for (int i = 0; i < 20; i++) {
                    var response = keepAlive ? client.get("/") : proxy.get("/");
                    second += response.bodyText().equals("v2") ? 1 : 0;
                    if (swaps) {
                        proxy.apply(ninetyTen(v1.port(), v2.port(), "o" + round + "-" + i));
                    }
                }
                assertThat(second).as("round %d", round).isEqualTo(2);
            }
        }
    }

    @Test
    void rulesThatDoTheSameTakeTurnsOfTheirOwn() throws Exception {
        try (var v1 = OriginServer.answering(Answer.ok("v1"));
                var v2 = OriginServer.answering(Answer.ok("v2"))) {
            var split = Snapshots.forward(Snapshots.to("v1", 1), Snapshots.to("v2", 1));
            var snapshot = Snapshots.of(
                    Listener.Kind.GATEWAY,
                    List.of(Snapshots.route(0, "/one", split), Snapshots.route(1, "/other", split)),
                    Snapshots.cluster("v1", v1.port()),
                    Snapshots.cluster("v2", v2.port()));
            try (var proxy = TestProxy.start(snapshot)) {
                for (int i = 0; i < 4; i++) {
                    assertThat(proxy.get("/one").bodyText())
                            .isEqualTo(proxy.get("/other").bodyText());
                }
                assertThat(v1.requests()).hasSize(4);
                assertThat(v2.requests()).hasSize(4);
            }
        }
    }

    @Test
    void concurrentClientsShareOneCursor() throws Exception {
        try (var v1 = OriginServer.answering(Answer.ok("v1"));
                var v2 = OriginServer.answering(Answer.ok("v2"));
                var proxy = TestProxy.start(ninetyTen(v1.port(), v2.port(), "o"), config -> config.withWorkers(2));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<Callable<Void>>();
            for (int i = 0; i < 10; i++) {
                clients.add(() -> requests(proxy, 100));
            }
            for (var done : threads.invokeAll(clients)) {
                done.get();
            }
            assertThat(v1.requests()).hasSize(900);
            assertThat(v2.requests()).hasSize(100);
        }
    }

    private static Void requests(TestProxy proxy, int count) throws IOException {
        try (var client = proxy.connect()) {
            for (int i = 0; i < count; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
        return null;
    }

    @Test
    void retriesDoNotAdvanceTheCursor() throws Exception {
        try (var refusing = ListenFault.refusing();
                var v1 = OriginServer.answering(Answer.ok("v1"));
                var v2 = OriginServer.answering(Answer.ok("v2"))) {
            var snapshot = Snapshots.of(
                    Listener.Kind.GATEWAY,
                    List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("v1", 1), Snapshots.to("v2", 1)))),
                    Snapshots.cluster(
                            "v1",
                            Cluster.LoadBalancing.ROUND_ROBIN,
                            List.of(Snapshots.endpoint(refusing.port()), Snapshots.endpoint(v1.port()))),
                    Snapshots.cluster("v2", v2.port()));
            try (var proxy = TestProxy.start(snapshot)) {
                for (int i = 0; i < 20; i++) {
                    proxy.get("/");
                }
                assertThat(proxy.engine().stats().retries()).isPositive();
                assertThat(v1.requests()).hasSize(10);
                assertThat(v2.requests()).hasSize(10);
            }
        }
    }
}

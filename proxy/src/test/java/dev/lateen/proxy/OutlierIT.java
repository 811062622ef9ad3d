package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.OutlierDetection;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.Scripts;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Endpoints that fail get no more requests for a while.
class OutlierIT {

    private static final long LONG = 600_000;

    private static OutlierDetection after(int errors, long baseMillis) {
        return new OutlierDetection(errors, 0, errors, false, 100, baseMillis, 100, 0, List.of());
    }

    private static Snapshot to(OutlierDetection outliers, int... ports) {
        var routes = List.of(Snapshots.route(0, null, Snapshots.forward(Snapshots.to("a", 1))));
        var cluster = Snapshots.cluster("a", ports).with(ClusterPolicy.NONE.with(outliers));
        return Snapshots.of(Listener.Kind.GATEWAY, routes, cluster);
    }

    @Test
    void theLastErrorOfARowEjectsAndTheOthersGetTheRequests() throws Exception {
        try (var bad = OriginServer.answering(Answer.status(500));
                var good = OriginServer.answering(Answer.ok("good"));
                var proxy = TestProxy.start(to(after(3, LONG), bad.port(), good.port()));
                var client = proxy.connect()) {
            for (int i = 0; i < 6; i++) {
                client.get("/");
            }
            assertThat(bad.requests()).hasSize(3);
            for (int i = 0; i < 10; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            assertThat(bad.requests()).hasSize(3);
        }
    }

    @Test
    void whenAllAreEjectedTheAnswerIsUH() throws Exception {
        try (var bad = OriginServer.answering(Answer.status(502));
                var proxy = TestProxy.start(to(after(2, LONG), bad.port()), TestProxy.istio())) {
            assertThat(proxy.get("/").status()).isEqualTo(502);
            assertThat(proxy.get("/").status()).isEqualTo(502);
            var answer = proxy.get("/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.bodyText()).isEqualTo("no healthy upstream");
            Eventually.await("all told", () -> proxy.finished().size() == 3);
            assertThat(proxy.finished().getLast().has(ResponseFlag.UH)).isTrue();
            assertThat(proxy.finished().getLast().details()).isEqualTo("no_healthy_upstream");
            assertThat(bad.requests()).hasSize(2);
        }
    }

    @Test
    void anEjectedEndpointComesBackAndIsEjectedAgain() throws Exception {
        var status = new AtomicInteger(500);
        try (var origin = OriginServer.start(_ -> Answer.status(status.get()));
                var proxy = TestProxy.start(to(after(1, 50), origin.port()))) {
            assertThat(proxy.get("/").status()).isEqualTo(500);
            Eventually.await("the endpoint is back", () -> proxy.get("/").status() == 500);
            status.set(200);
            Eventually.await("the endpoint is back", () -> proxy.get("/").status() == 200);
            var state = proxy.engine().clusters().iterator().next();
            assertThat(state.ejections()).isGreaterThanOrEqualTo(2);
            assertThat(state.endpoints().state(0).isEjected()).isFalse();
        }
    }

    @Test
    void whatIsNoAnswerCountsToo() throws Exception {
        try (var refusing = ListenFault.refusing();
                var closing = RawTcpOrigin.start(Scripts.closeBeforeAnswer());
                var good = OriginServer.answering(Answer.ok("good"));
                var proxy = TestProxy.start(to(after(1, LONG), refusing.port(), closing.port(), good.port()))) {
            for (int i = 0; i < 3; i++) {
                proxy.get("/");
            }
            for (int i = 0; i < 6; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
            assertThat(closing.acceptedConnections()).isEqualTo(1);
            assertThat(proxy.engine().stats().retries()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void anAnswerThatTakesTooLongCounts() throws Exception {
        var routes =
                List.of(Snapshots.route(0, null, Snapshots.withTimeout(Snapshots.forward(Snapshots.to("a", 1)), 100)));
        try (var silent = RawTcpOrigin.start(Scripts.silent())) {
            var cluster = Snapshots.cluster("a", silent.port()).with(ClusterPolicy.NONE.with(after(1, LONG)));
            try (var proxy = TestProxy.start(Snapshots.of(Listener.Kind.GATEWAY, routes, cluster))) {
                assertThat(proxy.get("/").status()).isEqualTo(504);
                assertThat(proxy.get("/").status()).isEqualTo(503);
                Eventually.await("one was made", () -> silent.acceptedConnections() == 1);
            }
        }
    }

    @Test
    void ejectionsHoldForAllEventLoops() throws Exception {
        try (var bad = OriginServer.answering(Answer.status(500));
                var good = OriginServer.answering(Answer.ok("good"));
                var proxy =
                        TestProxy.start(to(after(2, LONG), bad.port(), good.port()), config -> config.withWorkers(3))) {
            for (int i = 0; i < 12; i++) {
                try (var client = RawHttpClient.connect(proxy.port())) {
                    client.get("/");
                }
            }
            assertThat(bad.requests()).hasSize(2);
            assertThat(good.requests()).hasSize(10);
        }
    }
}

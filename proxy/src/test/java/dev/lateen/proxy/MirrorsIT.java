package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Mirror;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What copies may cost.
class MirrorsIT {

    private static Snapshot mirrored(int port, int mirror) {
        var forward = Snapshots.forward(Snapshots.to("live", 1)).withMirrors(List.of(new Mirror("mirror", 1_000_000)));
        return Snapshots.of(
                Listener.Kind.GATEWAY,
                List.of(Snapshots.route(0, null, forward)),
                Snapshots.cluster("live", port),
                Snapshots.withConnectTimeout(Snapshots.cluster("mirror", mirror), 300_000));
    }

    @Test
    void noMoreThanSoManyCopiesAreUnderWayAtOnce() throws Exception {
        int most = Limits.DEFAULT.maxMirrors();
        try (var hanging = ListenFault.hanging();
                var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(mirrored(origin.port(), hanging.port()));
                var client = proxy.connect()) {
            for (int i = 0; i < most + 2; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            var stats = proxy.engine().stats();
            assertThat(stats.totalMirrors()).isEqualTo(most);
            assertThat(stats.activeMirrors()).isEqualTo(most);
            assertThat(stats.mirrorsDropped()).isEqualTo(2);
        }
    }

    /// What found no room was never begun.
    @Test
    void aCopyWhoseHeadFindsNoRoomLeavesNothingBehind() throws Exception {
        try (var mirror = OriginServer.answering(Answer.ok("x"));
                var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(
                        mirrored(origin.port(), mirror.port()),
                        config -> config.withLimits(Limits.DEFAULT.withMirrorBufferBytes(0)));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            var stats = proxy.engine().stats();
            assertThat(stats.mirrorsDropped()).isEqualTo(1);
            assertThat(stats.activeMirrors()).isZero();
            assertThat(proxy.engine().clusters())
                    .allSatisfy(cluster ->
                            assertThat(cluster.endpoints().state(0).active()).isZero());
            assertThat(mirror.requests()).isEmpty();
        }
    }

    /// A copy ends with its answer, and its connection is used again.
    @Test
    void copiesEndWithTheirAnswers() throws Exception {
        try (var mirror = OriginServer.answering(Answer.status(500).withBody("nobody reads it"));
                var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(mirrored(origin.port(), mirror.port()));
                var client = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/").status()).isEqualTo(200);
                Eventually.await(
                        "the copy is over", () -> proxy.engine().stats().activeMirrors() == 0);
            }
            assertThat(mirror.requests()).hasSize(5);
            assertThat(mirror.acceptedConnections()).isEqualTo(1);
            assertThat(proxy.engine().stats().mirrorsFailed()).isZero();
        }
    }

    /// More than what is read of an answer to a copy: it ends with its connection.
    @Test
    void aLongAnswerToACopyIsNotReadToItsEnd() throws Exception {
        try (var mirror = OriginServer.answering(Answer.ok("0123456789abcdef".repeat(64 * 1024)));
                var origin = OriginServer.answering(Answer.ok("x"));
                var proxy = TestProxy.start(mirrored(origin.port(), mirror.port()));
                var client = proxy.connect()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            Eventually.await("the copy is over", () -> {
                var stats = proxy.engine().stats();
                return stats.totalMirrors() == 1 && stats.activeMirrors() == 0;
            });
            Eventually.await("its connection is closed", () -> mirror.openConnections() == 0);
        }
    }
}

package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.ConnectionLimits;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.snapshot.TcpSettings;
import dev.lateen.snapshot.TcpSettings.KeepAlive;
import dev.lateen.testkit.ClientHellos;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import dev.lateen.testkit.SocketTimers;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a cluster says of how its TCP connections are kept.
class TcpSettingsIT {

    /// Of what ends by the clock: time enough for the first bytes.
    private static final long BRIEF_MILLIS = 2_000;

    private final RawTcpOrigin echo = RawTcpOrigin.start(connection -> {
        while (true) {
            connection.write(connection.readBytes(1));
        }
    });

    @AfterEach
    void stop() throws Exception {
        echo.close();
    }

    private Cluster cluster(String name, @Nullable TcpSettings tcp) {
        var plain = Snapshots.cluster(name, echo.port());
        return new Cluster(
                plain.name(),
                plain.service(),
                plain.port(),
                null,
                plain.loadBalancing(),
                plain.connectTimeoutMillis(),
                plain.idleTimeoutMillis(),
                plain.maxRequestsPerConnection(),
                plain.discovery(),
                plain.endpoints(),
                null,
                tcp,
                null,
                null);
    }

    /// Each cluster for the connections that ask for its name.
    private static Snapshot byName(Cluster... clusters) {
        var chains = Arrays.stream(clusters)
                .map(cluster -> new FilterChain(
                        cluster.name(),
                        List.of(cluster.name() + ".example.com"),
                        null,
                        null,
                        new TcpRoute(
                                cluster.name(),
                                List.of(new TcpRoute.Destination(cluster.name(), 1)),
                                Snapshots.origin(0)),
                        List.of()))
                .toList();
        var listener = new Listener(Snapshots.LISTENER, null, 0, Listener.Kind.GATEWAY, List.of(), chains, List.of());
        return new Snapshot(List.of(listener), List.of(), List.of(clusters));
    }

    private static RawHttpClient joined(TestProxy proxy, String cluster) throws IOException {
        var hello = ClientHellos.asking(cluster + ".example.com");
        var client = proxy.connect();
        client.send(hello);
        assertThat(client.readBytes(hello.length)).isEqualTo(hello);
        return client;
    }

    @Test
    void aClusterSaysWhenItsConnectionsHaveIdledEnough() throws Exception {
        try (var proxy = TestProxy.start(byName(cluster("soon", new TcpSettings(BRIEF_MILLIS, null))));
                var client = joined(proxy, "soon")) {
            client.awaitClose();
            assertThat(proxy.one().has(ResponseFlag.SI)).isTrue();
            assertThat(proxy.engine().stats().tunnelsIdleClosed()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatIsTooMuchIsClosedAtOnce() throws Exception {
        var one = new ConnectionLimits(1, 0, 0, 0);
        var cluster = cluster("one", null).with(ClusterPolicy.NONE.with(one));
        try (var proxy = TestProxy.start(byName(cluster), config -> config.withWorkers(2))) {
            try (var first = joined(proxy, "one");
                    var second = proxy.connect()) {
                second.send(ClientHellos.asking("one.example.com"));
                second.awaitClose();
                assertThat(proxy.one().has(ResponseFlag.UO)).isTrue();
                first.send("x");
                assertThat(first.readBytes(1)).isEqualTo(new byte[] {'x'});
            }
            Eventually.await("the first is over", () -> proxy.finished().size() == 2);
            joined(proxy, "one").close();
            assertThat(echo.acceptedConnections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionEndsWhenItWasOpenForAsLongAsItMay() throws Exception {
        var brief = new ConnectionLimits(0, 0, 0, BRIEF_MILLIS);
        var cluster = cluster("brief", null).with(ClusterPolicy.NONE.with(brief));
        try (var proxy = TestProxy.start(byName(cluster));
                var client = joined(proxy, "brief")) {
            client.awaitClose();
            assertThat(proxy.one().has(ResponseFlag.DT)).isTrue();
        }
    }

    @Test
    void zeroIsNever() throws Exception {
        var limits = Limits.DEFAULT.withTunnelIdleTimeout(Duration.ofMillis(BRIEF_MILLIS));
        var snapshot = byName(cluster("never", new TcpSettings(0L, null)), cluster("default", null));
        try (var proxy = TestProxy.start(snapshot, config -> config.withLimits(limits));
                var never = joined(proxy, "never");
                var other = joined(proxy, "default")) {
            other.awaitClose();
            never.send("x");
            assertThat(never.readBytes(1)).isEqualTo(new byte[] {'x'});
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSystemAsksAfterTheTimeOfTheCluster(boolean nio) throws Exception {
        assumeTrue(SocketTimers.areShown());
        var tcp = new TcpSettings(null, new KeepAlive(3, 60, 7));
        try (var proxy = TestProxy.start(byName(cluster("asked", tcp)), config -> config.withNio(nio));
                var _ = joined(proxy, "asked")) {
            Eventually.await("the timer of the first probe is set", () -> {
                double seconds = SocketTimers.secondsToProbe(echo.port());
                return seconds > 0 && seconds <= 60;
            });
        }
    }
}

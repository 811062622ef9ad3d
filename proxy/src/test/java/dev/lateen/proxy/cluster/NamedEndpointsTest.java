package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.dns.Resolution;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.testkit.Eventually;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What becomes of endpoints as the addresses of their names come and go.
class NamedEndpointsTest {

    private final ClusterRegistry registry = new ClusterRegistry(new ManualSchedule());

    private static Endpoint endpoint(String address, int port, int weight) {
        return new Endpoint(address, port, weight, false, WorkloadRef.UNKNOWN);
    }

    private ClusterState apply(Discovery discovery, Endpoint... endpoints) {
        var cluster = new Cluster(
                "a",
                new Cluster.ServiceRef("a", "a", "a"),
                80,
                null,
                Cluster.LoadBalancing.ROUND_ROBIN,
                1000,
                1000,
                0,
                discovery,
                List.of(endpoints),
                null,
                null,
                null,
                null);
        var prepared = registry.prepare(new Snapshot(List.of(), List.of(), List.of(cluster)));
        registry.commit();
        return Objects.requireNonNull(prepared.get("a"));
    }

    private void resolve(String name, String... addresses) {
        registry.resolved(new Resolution(name, List.of(addresses), ""));
    }

    private static List<String> addresses(EndpointSet endpoints) {
        return IntStream.range(0, endpoints.size())
                .mapToObj(i -> endpoints.state(i) + "*" + endpoints.endpoint(i).weight() + " " + endpoints.name(i))
                .toList();
    }

    @Test
    void everyAddressOfEveryNameIsAnEndpointOfItsEntry() {
        var state = apply(Discovery.DNS, endpoint("x", 80, 3), endpoint("y", 81, 1), endpoint("10.0.0.9", 82, 2));

        assertThat(registry.names()).containsExactlyInAnyOrder("x", "y");
        assertThat(addresses(state.endpoints())).containsExactly("10.0.0.9:82*2 null");
        assertThat(state.endpoints().awaited()).containsExactly("x", "y");
        resolve("x", "10.0.0.1", "10.0.0.2");
        resolve("y", "10.0.0.1");
        assertThat(addresses(state.endpoints()))
                .containsExactly("10.0.0.1:80*3 x", "10.0.0.2:80*3 x", "10.0.0.1:81*1 y", "10.0.0.9:82*2 null");
        assertThat(state.endpoints().awaited()).isEmpty();
        assertThat(state.endpoints().unresolved()).isEmpty();
    }

    @Test
    void anAddressThatStaysKeepsItsStateAndOneThatGoesIsRemoved() {
        var state = apply(Discovery.DNS, endpoint("x", 80, 1));
        resolve("x", "10.0.0.1", "10.0.0.2");
        var before = state.endpoints();

        resolve("x", "10.0.0.2", "10.0.0.3");

        var after = state.endpoints();
        assertThat(after.state(0)).isSameAs(before.state(1));
        assertThat(Arrays.asList(before.state(0).isRemoved(), before.state(1).isRemoved()))
                .containsExactly(true, false);
        resolve("x", "10.0.0.1");
        assertThat(state.endpoints().state(0)).isNotSameAs(before.state(0));
        assertThat(state.endpoints().state(0).isRemoved()).isFalse();
    }

    @Test
    void twoNamesOfOneAddressAreOneEndpoint() {
        var state = apply(Discovery.DNS, endpoint("x", 80, 1), endpoint("y", 80, 1));
        resolve("x", "10.0.0.1");
        resolve("y", "10.0.0.1", "10.0.0.2");
        assertThat(addresses(state.endpoints())).containsExactly("10.0.0.1:80*1 x", "10.0.0.2:80*1 y");
    }

    @Test
    void aLogicalNameIsOneEndpointThatMoves() {
        var state = apply(Discovery.DNS_ROUND_ROBIN, endpoint("x", 80, 1));
        resolve("x", "10.0.0.1", "10.0.0.2");
        var endpoint = state.endpoints().state(0);
        assertThat(addresses(state.endpoints())).containsExactly("10.0.0.1:80*1 x");

        resolve("x", "10.0.0.2", "10.0.0.1");

        assertThat(state.endpoints().state(0)).isSameAs(endpoint);
        assertThat(endpoint.isRemoved()).isFalse();
        assertThat(endpoint.address()).isEqualTo("10.0.0.2");
    }

    @Test
    void aFailureSaysWhyAndTakesNothingAway() {
        var state = apply(Discovery.DNS, endpoint("x", 80, 1));
        assertThat(state.endpoints().unresolved()).isEqualTo("host x has not been resolved yet");

        registry.resolved(new Resolution("x", List.of(), "no such name"));
        assertThat(state.endpoints().awaited()).isEmpty();
        assertThat(state.endpoints().unresolved()).isEqualTo("host x has not been resolved: no such name");

        resolve("x", "10.0.0.1");
        registry.resolved(new Resolution("x", List.of("10.0.0.1"), "no such name"));
        assertThat(addresses(state.endpoints())).containsExactly("10.0.0.1:80*1 x");
    }

    @Test
    void addressesAreThereAtOnceInTheNextSnapshot() {
        var before = apply(Discovery.DNS, endpoint("x", 80, 1));
        resolve("x", "10.0.0.1");

        var after = apply(Discovery.DNS, endpoint("x", 80, 7));

        assertThat(addresses(after.endpoints())).containsExactly("10.0.0.1:80*7 x");
        assertThat(after.endpoints().state(0)).isSameAs(before.endpoints().state(0));
        assertThat(after.endpoints().state(0).isRemoved()).isFalse();
    }

    @Test
    void whoWaitsSinceAnOlderSnapshotSeesTheAddressesInTheLatest() {
        var before = apply(Discovery.DNS, endpoint("x", 80, 1));
        apply(Discovery.DNS, endpoint("x", 80, 1));
        apply(Discovery.DNS, endpoint("x", 80, 1));

        resolve("x", "10.0.0.1");

        assertThat(before.endpoints().size()).isZero();
        assertThat(addresses(before.latest().endpoints())).containsExactly("10.0.0.1:80*1 x");
    }

    @Test
    void whoKeepsAnOldSnapshotKeepsNoneOfThoseBehindIt() {
        var kept = apply(Discovery.STATIC, endpoint("10.0.0.1", 80, 1));
        var between = new WeakReference<>(apply(Discovery.STATIC, endpoint("10.0.0.1", 80, 1)));
        var last = apply(Discovery.STATIC, endpoint("10.0.0.1", 80, 1));

        Eventually.await("it is not in use", () -> {
            System.gc();
            return between.get() == null;
        });
        assertThat(kept.latest()).isSameAs(last);
    }

    @Test
    void anAddressResolvedWhileASnapshotIsPreparedIsNotLost() {
        var state = apply(Discovery.DNS, endpoint("x", 80, 1));
        var cluster = state.cluster();
        var next = registry.prepare(new Snapshot(List.of(), List.of(), List.of(cluster)));
        resolve("x", "10.0.0.1");
        registry.commit();
        assertThat(addresses(Objects.requireNonNull(next.get("a")).endpoints())).containsExactly("10.0.0.1:80*1 x");
    }

    @Test
    void anOriginalDestinationKeepsItsStateWhileItIsWanted() {
        var state = apply(Discovery.ORIGINAL_DESTINATION);
        var first = state.destination(List.of("10.0.0.1", "10.0.0.2"), 80);
        assertThat(addresses(first)).containsExactly("10.0.0.1:80*1 null", "10.0.0.2:80*1 null");
        assertThat(state.destination(List.of("10.0.0.2"), 80).state(0)).isSameAs(first.state(1));
        assertThat(state.destination(List.of("10.0.0.2"), 81).state(0)).isNotSameAs(first.state(1));
        assertThat(state.endpoints().size()).isZero();
    }

    @Test
    void originalDestinationsAreBounded() {
        var state = apply(Discovery.ORIGINAL_DESTINATION);
        var idle = state.destination(List.of("10.0.0.1"), 1).state(0);
        var busy = state.destination(List.of("10.0.0.2"), 1).state(0);
        busy.requestStarted();

        IntStream.range(0, OriginalDestinations.MAX_ADDRESSES)
                .forEach(port -> state.destination(List.of("10.0.0.3"), port));

        assertThat(idle.isRemoved()).isTrue();
        assertThat(busy.isRemoved()).isFalse();
        assertThat(state.destination(List.of("10.0.0.2"), 1).state(0)).isSameAs(busy);
    }
}

package dev.lateen.snapshot.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContentTest {

    @Test
    void idIsAHashOfTheContentAndNotOfTheOrderOfItsLists() {
        // Given
        var full = Snapshots.full();
        var turned = new Snapshot(
                full.listeners(),
                full.routeConfigs().reversed(),
                full.clusters().reversed());
        var hosts = List.of(host("a", ""), host("b", ""));

        // Then
        assertThat(Content.of(full).id())
                .matches("[0-9a-f]{32}")
                .isEqualTo(Content.of(turned).id());
        assertThat(Content.of(Snapshot.EMPTY).id()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb924");
        assertThat(Content.of(SnapshotJson.read(SnapshotJson.write(full), Snapshot.class))
                        .id())
                .isEqualTo(Content.of(full).id());
        assertThat(Content.of(withConfig(full, new RouteConfig("r", 80, hosts))).id())
                .isEqualTo(Content.of(withConfig(full, new RouteConfig("r", 80, hosts.reversed())))
                        .id());
    }

    @Test
    void deltaCarriesOnlyWhatChanged() {
        // Given
        var base = Snapshots.full();
        var next = new Snapshot(
                List.of(),
                List.of(
                        Snapshots.routeConfig("http.8080", 80),
                        base.routeConfigs().get(1)),
                List.of(base.clusters().getLast(), Snapshots.cluster("c", 1)));

        // When
        var delta = Content.claimed(new SnapshotEvent("old", "42", base)).delta(Content.of(next), "43");

        // Then
        assertThat(delta.base()).isEqualTo("old");
        assertThat(delta.removedListeners()).containsExactly("0.0.0.0_8080", "0.0.0.0_8443");
        assertThat(delta.removedRouteConfigs()).isEmpty();
        assertThat(delta.removedClusters()).containsExactly("b");
        assertThat(delta.upserts().routeConfigs()).extracting(RouteConfig::name).containsExactly("http.8080");
        assertThat(delta.upserts().clusters()).extracting(Cluster::name).containsExactly("c");
        assertThat(SnapshotJson.read(SnapshotJson.write(delta), DeltaEvent.class))
                .isEqualTo(delta);
        assertThat(Content.of(base).apply(delta).id())
                .isEqualTo(Content.of(next).id());
    }

    @Test
    void deltaOnAnotherBaseIsRejectedWithBothIds() {
        var base = Snapshots.full();
        var next = new Snapshot(base.listeners(), base.routeConfigs(), List.of(Snapshots.cluster("a", 7)));
        var delta = Content.of(base).delta(Content.of(next), "2");
        var other = new Snapshot(List.of(Snapshots.listener("other", 1)), List.of(), List.of());
        assertThatThrownBy(() -> Content.of(other).apply(delta))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("result has id ")
                .hasMessageContaining("(expected: " + delta.id() + ")");
    }

    @Test
    void namesThatOccurTwiceAreRejected() {
        var twice = new Snapshot(List.of(), List.of(), List.of(Snapshots.cluster("a", 1), Snapshots.cluster("a", 2)));
        var claimed = Content.claimed(new SnapshotEvent("twice", "1", twice));
        assertThatThrownBy(() -> Content.of(twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("part: cluster a (expected: unique within its snapshot)");
        assertThatThrownBy(() -> Content.EMPTY.delta(claimed, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name: a (expected: unique within its list of the snapshot)");
    }

    @Test
    void anyChainOfDeltasLeadsToTheSameContent() {
        var random = new SplittableRandom(5);
        var current = Content.EMPTY;
        for (int step = 0; step < 100; step++) {
            var next = random(random);
            current = current.apply(current.delta(Content.of(next), "r"));
            assertThat(current.id()).isEqualTo(Content.of(next).id());
            assertThat(current.snapshot().clusters()).containsExactlyInAnyOrderElementsOf(next.clusters());
            assertThat(hosts(current.snapshot())).isEqualTo(hosts(next));
        }
    }

    @Test
    void whatIsKnownOfPartsDoesNotChangeTheId() {
        var random = new SplittableRandom(7);
        var chained = Content.EMPTY;
        var used = new TreeSet<String>();
        for (int step = 0; step < 100; step++) {
            used.add("h" + random.nextInt(20));
            used.remove("h" + random.nextInt(20));
            var next = random(random);
            var onDemand =
                    random.nextInt(10) == 0 ? null : new OnDemand("default", List.copyOf(used), List.copyOf(used));
            next = new Snapshot(next.listeners(), next.routeConfigs(), next.clusters(), onDemand);
            chained = chained.next(next);
            assertThat(chained.id()).isEqualTo(Content.of(next).id());
            assertThat(chained.snapshot()).isSameAs(next);
        }
    }

    @Test
    void everyPartHasAShareInTheId() {
        var full = Snapshots.full();
        var config = full.routeConfigs().getFirst();
        var ids = Stream.of(
                        full,
                        new Snapshot(full.listeners().subList(1, 2), full.routeConfigs(), full.clusters()),
                        new Snapshot(full.listeners(), full.routeConfigs().subList(1, 2), full.clusters()),
                        new Snapshot(
                                full.listeners(),
                                full.routeConfigs(),
                                full.clusters().subList(1, 2)),
                        withConfig(full, new RouteConfig(config.name(), config.port() + 1, config.virtualHosts())),
                        withConfig(full, new RouteConfig(config.name(), config.port(), List.of())),
                        withDemand(full, List.of("a", "b"), List.of()),
                        withDemand(full, List.of("a", "b"), List.of("a")),
                        withDemand(full, List.of("a"), List.of()))
                .map(snapshot -> Content.of(snapshot).id())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void deltaOfARouteConfigurationCarriesTheVirtualHostsThatChanged() {
        // Given
        var stays = host("stays", "/a");
        var base = Content.of(hosts(stays, host("changes", "/a"), host("goes", "/a")));
        var next = Content.of(hosts(host("comes", "/a"), host("changes", "/b"), stays));

        // When
        var delta = base.delta(next, "2");
        var result = base.apply(delta);

        // Then
        assertThat(delta.upserts().routeConfigs().getFirst().virtualHosts())
                .extracting(VirtualHost::name)
                .containsExactly("changes", "comes");
        assertThat(delta.removedVirtualHosts()).isEqualTo(Map.of("http.8080", List.of("goes")));
        assertThat(SnapshotJson.read(SnapshotJson.write(delta), DeltaEvent.class))
                .isEqualTo(delta);
        assertThat(result.id()).isEqualTo(next.id());
        assertThat(result.snapshot().routeConfigs().getFirst().virtualHosts())
                .containsExactly(host("changes", "/b"), host("comes", "/a"), stays)
                .last()
                .isSameAs(stays);
    }

    private static Snapshot hosts(VirtualHost... hosts) {
        return new Snapshot(List.of(), List.of(new RouteConfig("http.8080", 8080, List.of(hosts))), List.of());
    }

    private static VirtualHost host(String name, String path) {
        var route = Snapshots.routeConfig("any", 90)
                .virtualHosts()
                .getFirst()
                .routes()
                .getFirst();
        return new VirtualHost(
                name,
                List.of(name + ".example.com"),
                List.of(route),
                List.of(new VirtualHost.SkippedRule(Snapshots.ORIGIN, path)));
    }

    private static Map<String, Set<VirtualHost>> hosts(Snapshot snapshot) {
        return snapshot.routeConfigs().stream()
                .collect(Collectors.toMap(RouteConfig::name, config -> Set.copyOf(config.virtualHosts())));
    }

    private static Snapshot withConfig(Snapshot snapshot, RouteConfig first) {
        return new Snapshot(
                snapshot.listeners(), List.of(first, snapshot.routeConfigs().get(1)), snapshot.clusters());
    }

    private static Snapshot withDemand(Snapshot snapshot, List<String> known, List<String> used) {
        return new Snapshot(
                snapshot.listeners(),
                snapshot.routeConfigs(),
                snapshot.clusters(),
                new OnDemand("default", known, used));
    }

    private static Snapshot random(SplittableRandom random) {
        var clusters = new ArrayList<Cluster>();
        var routeConfigs = new ArrayList<RouteConfig>();
        for (int i = 8; i > 0; i--) {
            if (random.nextBoolean()) {
                clusters.add(Snapshots.cluster("c" + i, random.nextInt(1, 3)));
            }
            if (random.nextInt(4) == 0) {
                routeConfigs.add(Snapshots.routeConfig("r" + i, random.nextInt(1, 3)));
            } else if (random.nextInt(4) > 0) {
                var hosts = new ArrayList<VirtualHost>();
                random.ints(random.nextInt(5), 0, 8)
                        .distinct()
                        .forEach(n -> hosts.add(host("h" + n, "/" + random.nextInt(2))));
                routeConfigs.add(new RouteConfig("r" + i, random.nextInt(1, 3), hosts));
            }
        }
        return new Snapshot(List.of(Snapshots.listener("l", random.nextInt(2))), routeConfigs, clusters);
    }
}

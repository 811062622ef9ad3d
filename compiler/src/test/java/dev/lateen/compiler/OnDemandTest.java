package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.SnapshotJson;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a sidecar gets of hosts that it has not used.
class OnDemandTest {

    private static final String DOMAIN = ".svc.cluster.local";
    private static final String A = "a.default" + DOMAIN;
    private static final String B = "b.default" + DOMAIN;
    private static final String C = "c.other" + DOMAIN;
    private static final String SERVICES = Yaml.service("a", "default", 80)
            + Yaml.service("b", "default", 80)
            + Yaml.service("c", "other", 8000)
            + Yaml.virtualService("a", "default", "2020-01-01T00:00:00Z", "hosts: [a]\nhttp:\n- " + Yaml.to("b"))
            + Yaml.virtualService(
                    "outside", "default", "2020-01-01T00:00:00Z", "hosts: [www.example.com]\nhttp:\n- " + Yaml.to("b"));

    @Test
    void ofWhatNobodyHasUsedOnlyTheNamesAreThere() {
        var snapshot = compiled(SERVICES, Set.of());
        assertThat(onDemand(snapshot)).isEqualTo(new OnDemand("default", known(), List.of()));
        assertThat(snapshot.clusters()).extracting(Cluster::name).containsExactly("PassthroughCluster");
        assertThat(snapshot.routeConfigs()).extracting(RouteConfig::name).containsExactly("*", "80");
    }

    @Test
    void whatIsUsedComesWithItsRulesAndTheirDestinations() {
        var snapshot = compiled(SERVICES, Set.of(A));
        assertThat(onDemand(snapshot).used()).containsExactly(A);
        assertThat(onDemand(snapshot).known().list()).isEqualTo(known());
        assertThat(where(Meshes.route(snapshot, "80", "http://a/"))).isEqualTo("outbound|80||" + B);
        assertThat(snapshot.clusters())
                .extracting(Cluster::name)
                .containsExactly("PassthroughCluster", "outbound|80||" + A, "outbound|80||" + B);
    }

    @Test
    void hostsThatOnlyVirtualServicesHaveAreAskedForAsWell() {
        var snapshot = compiled(SERVICES, Set.of("www.example.com"));
        assertThat(where(Meshes.route(snapshot, "80", "http://www.example.com/")))
                .isEqualTo("outbound|80||" + B);
    }

    @Test
    void withEverythingInUseItIsAsIfNothingWereOnDemand() {
        var everything =
                Compiler.compile(Meshes.mesh(SERVICES), Meshes.sidecar()).snapshot();
        var snapshot = compiled(SERVICES, Set.copyOf(known()));
        assertThat(new Snapshot(snapshot.listeners(), snapshot.routeConfigs(), snapshot.clusters()))
                .isEqualTo(everything);
    }

    @Test
    void aHostThatIsNotKnownIsNotUsed() {
        assertThat(onDemand(compiled(SERVICES, Set.of("nobody", C))).used()).containsExactly(C);
    }

    @Test
    void whatIsNotToBeSeenIsNotKnown() {
        var sidecar =
                Yaml.resource("Sidecar", "scope", "default", "2020-01-01T00:00:00Z", "egress: [{hosts: ['./*']}]");
        var snapshot = compiled(SERVICES + sidecar, Set.of(C));
        assertThat(onDemand(snapshot).known().list()).containsExactly(A, B, "www.example.com");
        assertThat(onDemand(snapshot).used()).isEmpty();
    }

    @Test
    void whatThereIsToBeWarnedOfDoesNotDependOnUse() {
        var broken = SERVICES
                + Yaml.virtualService(
                        "c", "other", "2020-01-01T00:00:00Z", "hosts: [c]\nhttp:\n- " + Yaml.to("nowhere"));
        var everything = Compiler.compile(Meshes.mesh(broken), Meshes.sidecar());
        var nothing = Compiler.compile(Meshes.mesh(broken), Meshes.sidecar(), PushChannel.OPEN, Set.of());
        assertThat(everything.warnings()).isNotEmpty();
        assertThat(nothing.warnings()).isEqualTo(everything.warnings());
        var waiting = Compiler.load(Meshes.mesh(broken), Meshes.sidecar(), PushChannel.OPEN, Set.of());
        assertThat(waiting.snapshot()).isEqualTo(nothing.snapshot());
        assertThat(waiting.warnings()).isEmpty();
    }

    /// Five of 5,000 services, beside five of ten: what is loaded is the same to the byte, what comes on top are the
    /// names, and the next one of them costs nothing of the others.
    @Test
    void aLargeMeshCostsItsNames() {
        var used = IntStream.range(0, 5)
                .mapToObj(i -> "s" + i + ".default" + DOMAIN)
                .collect(Collectors.toSet());
        var small = compiled(services(10), used);
        var large = compiled(services(5_000), used);
        assertThat(large.clusters()).isEqualTo(small.clusters());
        assertThat(large.routeConfigs()).isEqualTo(small.routeConfigs());
        assertThat(large.listeners()).isEqualTo(small.listeners());
        int names =
                SnapshotJson.write(large).length() - SnapshotJson.write(small).length();
        assertThat(names / 4_990).isLessThan(40);

        used.add("s4999.default" + DOMAIN);
        var more = compiled(services(5_000), used);
        var delta = Content.of(large).delta(Content.of(more), "1");
        assertThat(SnapshotJson.write(delta))
                .hasSizeLessThan(SnapshotJson.write(small).length());
        assertThat(Content.of(large).apply(delta).snapshot()).isEqualTo(more);
    }

    private static List<String> known() {
        return List.of(A, B, C, "www.example.com");
    }

    private static OnDemand onDemand(Snapshot snapshot) {
        return Objects.requireNonNull(snapshot.onDemand());
    }

    private static String services(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Yaml.service("s" + i, "default", 80))
                .collect(Collectors.joining());
    }

    private static Snapshot compiled(String yaml, Set<String> used) {
        return Compiler.compile(Meshes.mesh(yaml), Meshes.sidecar(), PushChannel.OPEN, used)
                .snapshot();
    }
}

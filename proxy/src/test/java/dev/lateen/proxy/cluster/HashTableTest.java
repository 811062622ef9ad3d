package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ClusterPolicy;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.HashPolicy;
import dev.lateen.snapshot.HashPolicy.Table;
import dev.lateen.snapshot.OutlierDetection;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Which keys move when endpoints come, go or are ejected, counted over many keys.
class HashTableTest {

    private static final int KEYS = 100_000;
    private static final OutlierDetection EJECTING =
            new OutlierDetection(1, 0, 5, false, 10_000, 30_000, 100, 0, List.of());

    private final ClusterRegistry registry = new ClusterRegistry(new ManualSchedule());
    private final RandomGenerator random = new SplittableRandom(11);

    private static List<Endpoint> endpoints(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Endpoint("10.0." + i / 250 + "." + i % 250, 80, 1, false, WorkloadRef.UNKNOWN))
                .toList();
    }

    private EndpointSet set(Table table, List<Endpoint> endpoints) {
        return set(table, table == Table.RING ? 1024 : 65_537, endpoints);
    }

    private EndpointSet set(Table table, int size, List<Endpoint> endpoints) {
        var service = new Cluster.ServiceRef("a", "a", "a");
        var cluster = new Cluster(
                        "a", service, 80, null, Cluster.LoadBalancing.LEAST_REQUEST, 1000, 1000, endpoints, null)
                .with(ClusterPolicy.NONE
                        .with(new HashPolicy(new HashPolicy.SourceAddress(), table, size))
                        .with(EJECTING));
        var prepared = registry.prepare(new Snapshot(List.of(), List.of(), List.of(cluster)));
        registry.commit();
        return Objects.requireNonNull(prepared.get("a")).endpoints();
    }

    private String[] owners(EndpointSet set) {
        var owners = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            owners[i] = set.state(set.pick(Hash.of("user-" + i), random)).key();
        }
        return owners;
    }

    private static double moved(String[] before, String[] after) {
        return IntStream.range(0, KEYS).filter(i -> !before[i].equals(after[i])).count() / (double) KEYS;
    }

    /// Maglev keeps to it from a table of 25 places for each pair of endpoints on.
    @ParameterizedTest(name = "{0} of size {1} with {2} endpoints")
    @CsvSource({
        "RING, 1024, 3",
        "RING, 1024, 4",
        "RING, 1024, 10",
        "RING, 1024, 100",
        "RING, 1024, 1000",
        "MAGLEV, 65537, 3",
        "MAGLEV, 65537, 10",
        "MAGLEV, 65537, 50",
        "MAGLEV, 262147, 100"
    })
    void whenAnEndpointGoesOrComesFewKeysMove(Table table, int size, int count) {
        var all = endpoints(count);
        var before = owners(set(table, size, all));
        for (int gone : new int[] {0, count / 2, count - 1}) {
            var rest = new ArrayList<>(all);
            rest.remove(gone);
            var after = owners(set(table, size, rest));
            assertThat(moved(before, after)).as("without " + gone).isBetween(0.5 / count, 1.3 / count);
        }
    }

    @Test
    void ofARingOnlyTheKeysOfWhoGoesMove() {
        var all = endpoints(20);
        var before = owners(set(Table.RING, all));
        var rest = new ArrayList<>(all);
        var gone = rest.remove(7).address() + ":80";
        var after = owners(set(Table.RING, rest));
        for (int i = 0; i < KEYS; i++) {
            assertThat(after[i].equals(before[i])).isEqualTo(!before[i].equals(gone));
        }
    }

    @ParameterizedTest
    @EnumSource(Table.class)
    void theKeysOfAnEjectedEndpointSpreadAndComeBack(Table table) {
        var set = set(table, endpoints(20));
        var before = owners(set);
        set.answered(7, 500);
        var gone = set.state(7).key();
        var after = owners(set);
        for (int i = 0; i < KEYS; i++) {
            assertThat(after[i].equals(before[i])).isEqualTo(!before[i].equals(gone));
            assertThat(after[i]).isNotEqualTo(gone);
        }
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"RING, 10, 0.3", "RING, 100, 0.35", "MAGLEV, 10, 0.1", "MAGLEV, 100, 0.2"})
    void everybodyGetsAboutTheSame(Table table, int count, double deviation) {
        var set = set(table, endpoints(count));
        int[] counts = new int[count];
        for (int i = 0; i < KEYS; i++) {
            counts[set.pick(Hash.of("user-" + i), random)]++;
        }
        double share = KEYS / (double) count;
        for (int got : counts) {
            assertThat((double) got).isBetween(share * (1 - deviation), share * (1 + deviation));
        }
    }

    @ParameterizedTest
    @EnumSource(Table.class)
    void weightsCount(Table table) {
        var set = set(
                table,
                List.of(
                        new Endpoint("10.0.0.1", 80, 3, false, WorkloadRef.UNKNOWN),
                        new Endpoint("10.0.0.2", 80, 1, false, WorkloadRef.UNKNOWN)));
        int first = 0;
        for (int i = 0; i < KEYS; i++) {
            first += set.pick(Hash.of("user-" + i), random) == 0 ? 1 : 0;
        }
        assertThat(first / (double) KEYS).isBetween(0.69, 0.81);
    }

    @Test
    void theTableIsMadeOncePerStateOfTheEndpoints() {
        var tables = new HashTables();
        var policy = new HashPolicy(new HashPolicy.Header("x"), Table.RING, 1024);
        var one = List.of(new HashTable.Entry("a", 1));
        var made = tables.of(policy, one);
        assertThat(tables.of(policy, List.of(new HashTable.Entry("a", 1)))).isSameAs(made);
        assertThat(tables.of(policy, List.of(new HashTable.Entry("a", 2)))).isNotSameAs(made);
    }

    @ParameterizedTest
    @EnumSource(Table.class)
    void aChoiceAllocatesNothing(Table table) {
        var set = set(table, endpoints(1000));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = pickMany(set, 50_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        sum += pickMany(set, 50_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(sum).isPositive();
        assertThat(allocated / 50_000.0).as("bytes for each choice").isLessThan(0.5);
    }

    private long pickMany(EndpointSet set, int picks) {
        long sum = 0;
        for (int i = 0; i < picks; i++) {
            sum += set.pick(Hash.stir(i), random);
        }
        return sum;
    }
}

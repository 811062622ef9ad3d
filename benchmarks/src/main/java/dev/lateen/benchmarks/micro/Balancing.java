package dev.lateen.benchmarks.micro;

import dev.lateen.proxy.cluster.ClusterRegistry;
import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The choice of an endpoint.
@State(Scope.Thread)
public class Balancing {

    @Param({"LEAST_REQUEST", "ROUND_ROBIN", "RANDOM"})
    private Cluster.LoadBalancing policy = Cluster.LoadBalancing.LEAST_REQUEST;

    @Param({"3", "1000"})
    private int endpoints = 3;

    private final SplittableRandom random = new SplittableRandom(1);
    private @Nullable EndpointSet set;

    @Setup
    public void prepare() {
        var all = IntStream.range(0, endpoints)
                .mapToObj(i -> new Endpoint("127.0.0.1", 1000 + i, 1, false, WorkloadRef.UNKNOWN))
                .toList();
        var service = new Cluster.ServiceRef("a.default.svc.cluster.local", "a", "default");
        var cluster = new Cluster("a", service, 80, null, policy, 1_000, 60_000, all, null);
        set = new ClusterRegistry()
                .prepare(new Snapshot(List.of(), List.of(), List.of(cluster)))
                .values()
                .iterator()
                .next()
                .endpoints();
    }

    @Benchmark
    public int pick() {
        return set == null ? -1 : set.pick(random);
    }
}

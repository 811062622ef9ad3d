package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import java.util.random.RandomGenerator;

/// A cluster of one snapshot with the live state of its endpoints. Immutable but for that state.
public final class ClusterState {

    private final Cluster cluster;
    private final Endpoint[] endpoints;
    private final EndpointState[] states;
    private final LoadBalancer balancer;

    ClusterState(Cluster cluster, EndpointState[] states, PaddedCounter cursor) {
        this.cluster = cluster;
        this.endpoints = cluster.endpoints().toArray(Endpoint[]::new);
        this.states = states;
        this.balancer = LoadBalancer.of(cluster.loadBalancing(), endpoints, states, cursor);
    }

    public Cluster cluster() {
        return cluster;
    }

    public int size() {
        return endpoints.length;
    }

    public Endpoint endpoint(int index) {
        return endpoints[index];
    }

    public EndpointState state(int index) {
        return states[index];
    }

    /// Index of an endpoint for a first attempt, -1 when there is none.
    public int pick(RandomGenerator random) {
        return endpoints.length == 0 ? -1 : balancer.pick(random);
    }

    /// Index of an endpoint for a further attempt, -1 when all have been tried.
    ///
    /// @param tried bit i set: endpoint i was tried; endpoints from 64 on count as not tried
    public int pickOther(RandomGenerator random, long tried) {
        if (endpoints.length == 0) {
            return -1;
        }
        for (int i = 0; i < 5; i++) {
            int index = balancer.pick(random);
            if (!isTried(tried, index)) {
                return index;
            }
        }
        for (int i = 0; i < endpoints.length; i++) {
            if (!isTried(tried, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isTried(long tried, int index) {
        return index < Long.SIZE && (tried >>> index & 1) != 0;
    }
}

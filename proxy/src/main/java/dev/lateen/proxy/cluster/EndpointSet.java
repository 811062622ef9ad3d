package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The endpoints that a cluster has at one moment. Immutable but for their live state; an exchange keeps the one it
/// began with.
public final class EndpointSet {

    private final Cluster cluster;
    private final Member[] members;
    private final LoadBalancer balancer;
    private final List<String> awaited;
    private final String unresolved;

    /// One endpoint.
    ///
    /// @param endpoint with the address in place of a name
    /// @param name that the address was found for; null where the endpoint was an address
    record Member(
            Endpoint endpoint,
            EndpointState state,
            @Nullable String name) {}

    /// Why names have no address.
    ///
    /// @param awaited names of which no lookup has ended yet
    /// @param text in plain words, empty when each name has an address
    record Missing(List<String> awaited, String text) {
        static final Missing NONE = new Missing(List.of(), "");
    }

    EndpointSet(Cluster cluster, List<Member> members, Missing missing, PaddedCounter cursor) {
        this.cluster = cluster;
        this.members = members.toArray(Member[]::new);
        this.balancer = LoadBalancer.of(
                cluster.loadBalancing(),
                members.stream().map(Member::endpoint).toArray(Endpoint[]::new),
                members.stream().map(Member::state).toArray(EndpointState[]::new),
                cursor);
        this.awaited = List.copyOf(missing.awaited());
        this.unresolved = missing.text();
    }

    public Cluster cluster() {
        return cluster;
    }

    public int size() {
        return members.length;
    }

    public Endpoint endpoint(int index) {
        return members[index].endpoint();
    }

    public EndpointState state(int index) {
        return members[index].state();
    }

    /// The name that the endpoint's address was found for; null when it is none's.
    public @Nullable String name(int index) {
        return members[index].name();
    }

    /// Names of which no lookup has ended yet.
    public List<String> awaited() {
        return awaited;
    }

    /// Which names have no address and why, empty for none.
    public String unresolved() {
        return unresolved;
    }

    /// Index of an endpoint for a first attempt, -1 when there is none.
    public int pick(RandomGenerator random) {
        return members.length == 0 ? -1 : balancer.pick(random);
    }

    /// Index of an endpoint for a further attempt: one that has not been tried as long as there is one. -1 when there is
    /// none at all.
    ///
    /// @param tried bit i set: endpoint i was tried; endpoints from 64 on count as not tried
    public int pickAgain(RandomGenerator random, long tried) {
        int other = pickOther(random, tried);
        return other < 0 ? pick(random) : other;
    }

    /// Index of an endpoint that has not been tried, -1 when all have been.
    ///
    /// @param tried bit i set: endpoint i was tried; endpoints from 64 on count as not tried
    public int pickOther(RandomGenerator random, long tried) {
        if (members.length == 0) {
            return -1;
        }
        for (int i = 0; i < 5; i++) {
            int index = balancer.pick(random);
            if (!isTried(tried, index)) {
                return index;
            }
        }
        for (int i = 0; i < members.length; i++) {
            if (!isTried(tried, i)) {
                return i;
            }
        }
        return -1;
    }

    /// Requests under way at all of them.
    long active() {
        long sum = 0;
        for (var member : members) {
            sum += member.state().active();
        }
        return sum;
    }

    private static boolean isTried(long tried, int index) {
        return index < Long.SIZE && (tried >>> index & 1) != 0;
    }
}

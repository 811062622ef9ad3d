package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The endpoints that a cluster has at one moment. Immutable but for their live state, which outlier detection changes
/// as attempts are reported; an exchange keeps the one it began with.
public final class EndpointSet {

    private final Cluster cluster;
    private final Member[] members;
    private final ClusterLife life;
    private final @Nullable OutlierRule rule;
    private final int maxRequests;
    private final @Nullable HashTable table;
    private volatile UsableEndpoints usable;
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

    EndpointSet(Cluster cluster, List<Member> members, Missing missing, ClusterLife life) {
        this.cluster = cluster;
        this.members = members.toArray(Member[]::new);
        this.life = life;
        var outliers = cluster.policy().outliers();
        this.rule = outliers == null ? null : new OutlierRule(outliers);
        var limits = cluster.policy().limits();
        this.maxRequests = limits == null ? 0 : limits.maxRequests();
        this.table = table(cluster, members, life);
        this.usable = UsableEndpoints.of(cluster, this.members, life);
        this.awaited = List.copyOf(missing.awaited());
        this.unresolved = missing.text();
    }

    public Cluster cluster() {
        return cluster;
    }

    /// What of the cluster is in use now.
    public ClusterUse use() {
        return life.use();
    }

    ClusterLife life() {
        return life;
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

    /// How many of them requests go to at this moment: none of those that are ejected, unless too many are.
    public int usable() {
        return usableNow().size();
    }

    private static @Nullable HashTable table(Cluster cluster, List<Member> members, ClusterLife life) {
        var policy = cluster.policy().hash();
        if (policy == null || cluster.discovery() == Cluster.Discovery.ORIGINAL_DESTINATION) {
            return null; // the client itself says where it goes
        }
        var entries = members.stream()
                .map(member -> new HashTable.Entry(
                        member.state().key(), Math.max(1, member.endpoint().weight())))
                .toList();
        return life.tables().of(policy, entries);
    }

    /// Index of an endpoint for a first attempt, -1 when there is none.
    public int pick(RandomGenerator random) {
        return table == null ? usableNow().pick(random) : usableNow().pick(random.nextLong(), table);
    }

    /// Index of the endpoint that a key belongs to, -1 when there is none. Without consistent hashing any will do.
    ///
    /// @param hash of the key, see [Hash]
    public int pick(long hash, RandomGenerator random) {
        return table == null ? pick(random) : usableNow().pick(hash, table);
    }

    /// Index of an endpoint for a further attempt, one that was tried only when there is no other. -1 when there is
    /// none.
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
        var now = usableNow();
        for (int i = 0; i < 5; i++) {
            int index = now.pick(random);
            if (index < 0 || !isTried(tried, index)) {
                return index;
            }
        }
        return now.firstOther(tried);
    }

    /// Requests under way at all of them.
    long active() {
        long sum = 0;
        for (var member : members) {
            sum += member.state().active();
        }
        return sum;
    }

    /// The same in a priority that was not tried yet, the next best one, as long as there is one.
    public int pickElsewhere(RandomGenerator random, long tried) {
        long triedPriorities = 0;
        for (int i = 0; i < members.length; i++) {
            triedPriorities |= isTried(tried, i) ? 1L << members[i].endpoint().priority() : 0;
        }
        int found = -1;
        int candidates = 0;
        for (int i = 0; i < members.length; i++) {
            int priority = members[i].endpoint().priority();
            if ((triedPriorities >>> priority & 1) != 0 || members[i].state().isEjected()) {
                continue;
            }
            int best = found < 0 ? Integer.MAX_VALUE : members[found].endpoint().priority();
            candidates = priority < best ? 1 : priority == best ? candidates + 1 : candidates;
            if (priority < best || (priority == best && random.nextInt(candidates) == 0)) {
                found = i;
            }
        }
        return found < 0 ? pickAgain(random, tried) : found;
    }

    /// An attempt begins; [#end] has to follow. False when as many as may be are under way: then it does not begin.
    public boolean begin(int index) {
        if (maxRequests > 0 && !life.use().requestBegins(maxRequests)) {
            return false;
        }
        state(index).requestStarted();
        return true;
    }

    public void end(int index) {
        if (maxRequests > 0) {
            life.use().requestEnds();
        }
        state(index).requestFinished();
    }

    /// An endpoint has answered an attempt, or a connection to it was made that is not read (200).
    public void answered(int index, int status) {
        var health = members[index].state().health();
        if (rule != null && health != null && health.answered(rule, status)) {
            life.outliers().eject(health);
        }
    }

    /// An attempt has failed without an answer.
    ///
    /// @param standsFor status that it counts as: 504 for one that took too long, else 503
    public void failed(int index, int standsFor) {
        var health = members[index].state().health();
        if (rule != null && health != null && health.failed(rule, standsFor)) {
            life.outliers().eject(health);
        }
    }

    private UsableEndpoints usableNow() {
        var now = usable;
        if (now.changes() != life.outliers().changes()) {
            now = UsableEndpoints.of(cluster, members, life);
            usable = now;
        }
        return now;
    }

    static boolean isTried(long tried, int index) {
        return index < Long.SIZE && (tried >>> index & 1) != 0;
    }
}

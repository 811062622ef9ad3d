package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.route.SplitSchedule;
import dev.lateen.snapshot.route.StickyChoice;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The choice among weighted destinations. While all of them have a usable endpoint it is that of their weights; a
/// destination that has none gives its share to the others and gets it back in steps ([Recovery]). Routes with the same
/// destinations have one in common, each with a cursor of its own. Immutable but for the last shares that were worked
/// out; any thread.
public final class WeightedSplit {

    private final List<Part> parts;
    /// Of the destinations with a weight, for a glance at each request.
    private final @Nullable ClusterState[] weighted;
    private final boolean healthAware;
    private final StickyChoice sticky;
    private final Shares whole;
    private volatile Shares last;

    /// One destination's part.
    ///
    /// @param cluster null when there is no such cluster
    public record Part(String name, int weight, @Nullable ClusterState cluster) {

        private int tenths() {
            return WeightedSplit.tenths(cluster);
        }

        /// Whether a request would find somebody there.
        public boolean isUsable() {
            return cluster != null && cluster.isUsable();
        }
    }

    /// @param schedule of the weights
    public WeightedSplit(SplitSchedule schedule, List<Part> parts, boolean healthAware) {
        this.parts = List.copyOf(parts);
        this.weighted = parts.stream()
                .filter(part -> part.weight() > 0)
                .map(Part::cluster)
                .toArray(ClusterState[]::new);
        this.healthAware = healthAware;
        this.sticky = StickyChoice.of(parts.stream().map(Part::name).toList());
        int[] weights = parts.stream().mapToInt(Part::weight).toArray();
        this.whole = new Shares(new int[0], weights, schedule);
        this.last = whole;
    }

    /// Who gets how much at one moment.
    public final class Shares {

        private final int[] tenths;
        private final int[] weights;
        private final SplitSchedule schedule;

        private Shares(int[] tenths, int[] weights, SplitSchedule schedule) {
            this.tenths = tenths;
            this.weights = weights;
            this.schedule = schedule;
        }

        /// Whether they are those of the rule.
        public boolean areWhole() {
            return weights == whole.weights;
        }

        /// Index of the next destination in turn: one turn for each request, whatever becomes of it.
        public int next(AtomicLong cursor) {
            return Split.next(schedule, cursor);
        }

        /// Index of the destination of a caller: the same one as long as shares stay.
        public int of(long caller) {
            return sticky.destination(caller, weights);
        }
    }

    /// Those of this moment.
    public Shares shares() {
        return isAllWell() ? whole : adjusted();
    }

    private boolean isAllWell() {
        if (healthAware) {
            for (var cluster : weighted) {
                if (tenths(cluster) < Recovery.WHOLE) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int tenths(@Nullable ClusterState cluster) {
        return cluster == null ? 0 : cluster.recovery().tenths(cluster.isUsable());
    }

    private Shares adjusted() {
        var tenths = new int[parts.size()];
        for (int i = 0; i < tenths.length; i++) {
            tenths[i] = parts.get(i).weight() == 0 ? 0 : parts.get(i).tenths();
        }
        var known = last;
        if (Arrays.equals(known.tenths, tenths)) {
            return known;
        }
        var weights = new int[tenths.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (int) Math.min((long) parts.get(i).weight() * tenths[i], Integer.MAX_VALUE);
        }
        // With nobody left to take over, everybody keeps the share, and its requests the answer 503 UH.
        var shares = Arrays.stream(weights).allMatch(weight -> weight == 0)
                ? new Shares(tenths, whole.weights, whole.schedule)
                : new Shares(tenths, weights, SplitSchedule.of(weights));
        last = shares;
        return shares;
    }

    public List<Part> parts() {
        return parts;
    }
}

package dev.lateen.proxy.cluster;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.route.SplitSchedule;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How an endpoint of a cluster is chosen. At least one endpoint; any thread.
sealed interface LoadBalancer {

    int pick(RandomGenerator random);

    static LoadBalancer of(Cluster.LoadBalancing policy, int[] weights, EndpointState[] states, PaddedCounter cursor) {
        boolean equal = Arrays.stream(weights).distinct().count() <= 1;
        return switch (policy) {
            case ROUND_ROBIN -> new RoundRobin(weights.length, equal ? null : SplitSchedule.of(weights), cursor);
            case RANDOM -> new WeightedRandom(Shares.of(weights));
            case LEAST_REQUEST -> new LeastRequest(Shares.of(weights), weights, states);
        };
    }

    /// In turn; with unequal weights by an evenly interleaved schedule. The turn survives snapshots.
    final class RoundRobin implements LoadBalancer {

        private final int size;
        private final @Nullable SplitSchedule schedule;
        private final PaddedCounter cursor;

        RoundRobin(int size, @Nullable SplitSchedule schedule, PaddedCounter cursor) {
            this.size = size;
            this.schedule = schedule;
            this.cursor = cursor;
        }

        @Override
        public int pick(RandomGenerator random) {
            long turn = cursor.getAndIncrement();
            return schedule == null
                    ? (int) Math.floorMod(turn, (long) size)
                    : schedule.destination((int) Math.floorMod(turn, (long) schedule.length()));
        }
    }

    /// By chance in proportion to the weights.
    final class WeightedRandom implements LoadBalancer {

        private final Shares shares;

        WeightedRandom(Shares shares) {
            this.shares = shares;
        }

        @Override
        public int pick(RandomGenerator random) {
            return shares.pick(random);
        }
    }

    /// The less busy of two that are drawn by weight, the first one unless the other has fewer requests under way for
    /// its
    /// weight: when nobody is busy, weights hold exactly.
    final class LeastRequest implements LoadBalancer {

        private final Shares shares;
        private final int[] weights;
        private final EndpointState[] states;

        LeastRequest(Shares shares, int[] weights, EndpointState[] states) {
            this.shares = shares;
            this.weights = weights;
            this.states = states;
        }

        @Override
        public int pick(RandomGenerator random) {
            int first = shares.pick(random);
            if (weights.length == 1) {
                return first;
            }
            int second = shares.pick(random);
            if (second == first) {
                second = first + 1 == weights.length ? 0 : first + 1;
                if (weights[second] != weights[first]) {
                    return first;
                }
            }
            long firstLoad = states[first].active() * weights[second];
            long secondLoad = states[second].active() * weights[first];
            return secondLoad < firstLoad ? second : first;
        }
    }

    /// Cumulated weights.
    final class Shares {

        private final long[] ends;
        /// The weight of each; 0 when they differ.
        private final int equal;

        private Shares(long[] ends, int equal) {
            this.ends = ends;
            this.equal = equal;
        }

        static Shares of(int[] weights) {
            var ends = new long[weights.length];
            long sum = 0;
            boolean same = true;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i];
                ends[i] = sum;
                same &= weights[i] == weights[0];
            }
            return new Shares(ends, same && weights.length > 0 ? weights[0] : 0);
        }

        int pick(RandomGenerator random) {
            if (ends.length == 1) {
                return 0;
            }
            return of(random.nextLong(ends[ends.length - 1]));
        }

        /// The same for the same hash.
        int at(long hash) {
            return of(Long.remainderUnsigned(hash, ends[ends.length - 1]));
        }

        private int of(long before) {
            if (equal > 0) {
                return (int) (before / equal);
            }
            int found = Arrays.binarySearch(ends, before + 1);
            return found >= 0 ? found : -found - 1;
        }
    }
}

package dev.lateen.proxy.cluster;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What a cluster has as long as its name is in force, whatever snapshots come.
///
/// @param inForce the cluster as the snapshot in force has it. Those of older snapshots know it from here and not from
///     each other: one that is kept for long, by a tunnel say, keeps none of those between
/// @param cursor turns of round robin
/// @param recovery as a destination among several
record ClusterLife(
        AtomicReference<@Nullable ClusterState> inForce,
        PaddedCounter cursor,
        Outliers outliers,
        Recovery recovery,
        RetryGate retries,
        ClusterUse use,
        HashTables tables,
        Schedule schedule) {

    ClusterLife(Schedule schedule) {
        this(
                new AtomicReference<>(),
                new PaddedCounter(),
                new Outliers(schedule),
                new Recovery(schedule::nanos),
                new RetryGate(),
                new ClusterUse(),
                new HashTables(),
                schedule);
    }
}

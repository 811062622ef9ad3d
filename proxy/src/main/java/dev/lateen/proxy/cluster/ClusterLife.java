package dev.lateen.proxy.cluster;

/// What a cluster has as long as its name is in force, whatever snapshots come.
///
/// @param cursor turns of round robin
/// @param recovery as a destination among several
record ClusterLife(
        PaddedCounter cursor,
        Outliers outliers,
        Recovery recovery,
        RetryGate retries,
        ClusterUse use,
        HashTables tables,
        Schedule schedule) {

    ClusterLife(Schedule schedule) {
        this(
                new PaddedCounter(),
                new Outliers(schedule),
                new Recovery(schedule::nanos),
                new RetryGate(),
                new ClusterUse(),
                new HashTables(),
                schedule);
    }
}

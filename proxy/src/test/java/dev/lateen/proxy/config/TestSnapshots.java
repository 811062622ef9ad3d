package dev.lateen.proxy.config;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.DeltaEvent;
import dev.lateen.snapshot.push.SnapshotEvent;
import java.util.Arrays;
import java.util.List;

/// Snapshots that differ by their clusters.
final class TestSnapshots {

    private TestSnapshots() {}

    static SnapshotEvent event(String revision, String... clusters) {
        var snapshot = new Snapshot(
                List.of(),
                List.of(),
                Arrays.stream(clusters).map(TestSnapshots::cluster).toList());
        return new SnapshotEvent(Content.of(snapshot).id(), revision, snapshot);
    }

    static DeltaEvent delta(SnapshotEvent base, SnapshotEvent next) {
        return Content.claimed(base).delta(Content.claimed(next), next.revision());
    }

    private static Cluster cluster(String name) {
        return new Cluster(
                name,
                new Cluster.ServiceRef(name + ".default.svc.cluster.local", name, "default"),
                8000,
                null,
                Cluster.LoadBalancing.ROUND_ROBIN,
                Cluster.DEFAULT_CONNECT_TIMEOUT_MILLIS,
                Cluster.DEFAULT_IDLE_TIMEOUT_MILLIS,
                List.of(),
                null);
    }
}

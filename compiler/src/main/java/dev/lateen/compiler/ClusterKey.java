package dev.lateen.compiler;

import java.util.Comparator;

/// What names an outbound cluster.
///
/// @param subset empty for the whole service
record ClusterKey(String host, int port, String subset) implements Comparable<ClusterKey> {

    private static final Comparator<ClusterKey> ORDER = Comparator.comparing(ClusterKey::host)
            .thenComparing(ClusterKey::port)
            .thenComparing(ClusterKey::subset);

    /// `outbound|8000|v1|httpbin.default.svc.cluster.local`
    String clusterName() {
        return "outbound|" + port + "|" + subset + "|" + host;
    }

    @Override
    public int compareTo(ClusterKey other) {
        return ORDER.compare(this, other);
    }
}

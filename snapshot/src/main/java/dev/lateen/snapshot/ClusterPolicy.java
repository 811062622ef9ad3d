package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// What a DestinationRule says of the traffic to a cluster, beyond how a connection is made; each part is null where it
/// says nothing.
///
/// @param outliers when an endpoint that fails is left out for a while; null never
public record ClusterPolicy(@Nullable OutlierDetection outliers) {

    public static final ClusterPolicy NONE = new ClusterPolicy(null);
}

package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a DestinationRule says of the traffic to a cluster, beyond how a connection is made; each part is null where it
/// says nothing.
///
/// @param outliers when an endpoint that fails is left out for a while; null never
/// @param limits how much of it may be used at once; null without limits
/// @param hash by which endpoints are chosen instead of by load; null by load
/// @param warmup how new endpoints get their part; null at once
/// @param localities shares of the requests by where endpoints are; empty when that does not matter
/// @param zones who of those of the first priority is preferred for being near; null when that does not matter
public record ClusterPolicy(
        @Nullable OutlierDetection outliers,
        @Nullable ConnectionLimits limits,
        @Nullable HashPolicy hash,
        @Nullable Warmup warmup,
        List<LocalityShare> localities,
        @Nullable ZoneAwareness zones) {

    public static final ClusterPolicy NONE = new ClusterPolicy(null, null, null, null, List.of(), null);

    public ClusterPolicy {
        localities = List.copyOf(localities);
    }

    /// @param locality as endpoints have it; empty for those of which none is known
    /// @param weight relative to the others
    public record LocalityShare(String locality, int weight) {}

    public ClusterPolicy with(OutlierDetection value) {
        return new ClusterPolicy(value, limits, hash, warmup, localities, zones);
    }

    public ClusterPolicy with(ConnectionLimits value) {
        return new ClusterPolicy(outliers, value, hash, warmup, localities, zones);
    }

    public ClusterPolicy with(HashPolicy value) {
        return new ClusterPolicy(outliers, limits, value, warmup, localities, zones);
    }

    public ClusterPolicy with(Warmup value) {
        return new ClusterPolicy(outliers, limits, hash, value, localities, zones);
    }

    public ClusterPolicy with(ZoneAwareness value) {
        return new ClusterPolicy(outliers, limits, hash, warmup, localities, value);
    }
}

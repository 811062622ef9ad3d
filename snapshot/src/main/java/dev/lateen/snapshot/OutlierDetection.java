package dev.lateen.snapshot;

import java.util.List;

/// When an endpoint that fails is ejected, and for how long, as Envoy counts it: errors without a success between them.
///
/// @param consecutive5xx after how many statuses of 500 and more; 0 for never
/// @param consecutiveGateway after how many of 502, 503 and 504; 0 for never
/// @param consecutiveLocal after how many failures that the endpoint did not answer with: of connecting, resets and
///     timeouts; 0 for never. Without a split they count as 503 or 504 instead
/// @param split whether those failures are counted by themselves
/// @param intervalMillis between looks at who may come back
/// @param baseEjectionMillis times the number of ejections in a row is how long one lasts, 300 s at most unless this is
///     more
/// @param maxEjectionPercent of the endpoints that may be out at once
/// @param minHealthPercent of the endpoints that must be left; when there are fewer, all are used
/// @param errorStatuses that count as errors instead of those of 500 and more; empty for these
public record OutlierDetection(
        int consecutive5xx,
        int consecutiveGateway,
        int consecutiveLocal,
        boolean split,
        long intervalMillis,
        long baseEjectionMillis,
        int maxEjectionPercent,
        int minHealthPercent,
        List<Integer> errorStatuses) {

    public static final OutlierDetection DEFAULT =
            new OutlierDetection(5, 0, 5, false, 10_000, 30_000, 10, 0, List.of());

    public OutlierDetection {
        errorStatuses = List.copyOf(errorStatuses);
    }
}

package dev.lateen.pilot.push;

import dev.lateen.snapshot.push.LatencyBuckets;
import dev.lateen.snapshot.push.Report.RouteCount;

/// How the requests for one destination of a metered route fared, on all proxies. Not thread-safe.
public final class DestinationCounts {

    private final long[] latencies = new long[LatencyBuckets.COUNT];
    private long upstreamErrors;
    private long localErrors;
    private long abandoned;

    public void add(RouteCount count) {
        upstreamErrors += count.upstreamErrors();
        localErrors += count.localErrors();
        abandoned += count.abandoned();
        count.latencies().forEach((bucket, requests) -> {
            if (bucket >= 0 && bucket < latencies.length) {
                latencies[bucket] += requests;
            }
        });
    }

    public long requests() {
        long sum = 0;
        for (long count : latencies) {
            sum += count;
        }
        return sum;
    }

    /// Answers of 5xx that came from it.
    public long upstreamErrors() {
        return upstreamErrors;
    }

    /// Requests that the proxies had to answer or break off because it failed.
    public long localErrors() {
        return localErrors;
    }

    /// Of all kinds. A client that leaves is not one of them.
    public long errors() {
        return upstreamErrors + localErrors;
    }

    public long abandoned() {
        return abandoned;
    }

    /// The latency that this share of the requests did not exceed, in nanoseconds, at most an eighth off; 0 without
    /// requests.
    ///
    /// @param share of 1
    public long quantile(double share) {
        long all = requests();
        double rank = share * all;
        double below = 0;
        for (int bucket = 0; bucket < latencies.length; bucket++) {
            long here = latencies[bucket];
            if (here > 0 && below + here >= rank) {
                long low = LatencyBuckets.lowerBound(bucket);
                long width = LatencyBuckets.lowerBound(bucket + 1) - low;
                return low + (long) (width * ((rank - below) / here));
            }
            below += here;
        }
        return 0;
    }
}

package dev.lateen.snapshot.push;

import java.util.List;
import java.util.Map;

/// Body of `POST /v1/report`: what a proxy has counted of the routes that have a meter. The numbers are those since the
/// meter was new to the proxy, so that a report that is lost loses nothing.
///
/// @param proxy [ProxyNode#id()]
/// @param run names this life of the proxy: in another one its numbers begin at zero again
/// @param periodMillis when the next report is due
public record Report(String proxy, String run, long periodMillis, List<RouteCount> counts) {

    public Report {
        counts = List.copyOf(counts);
    }

    /// One destination of the routes of one meter.
    ///
    /// @param meter [dev.lateen.snapshot.Route#meter()]
    /// @param cluster the destination
    /// @param upstreamErrors answers with a status of 500 or more that came from it
    /// @param localErrors requests that the proxy had to answer itself or break off because it failed:
    ///     no connection, no answer in time, a broken one
    /// @param abandoned requests whose client left first
    /// @param latencies requests by [LatencyBuckets]; all of them add up to the requests that there were
    public record RouteCount(
            String meter,
            String cluster,
            long upstreamErrors,
            long localErrors,
            long abandoned,
            Map<Integer, Long> latencies) {

        public RouteCount {
            latencies = Map.copyOf(latencies);
        }
    }

    /// Pilot's answer.
    ///
    /// @param forget meters that pilot has no more use for
    public record Answer(List<String> forget) {
        public Answer {
            forget = List.copyOf(forget);
        }
    }
}

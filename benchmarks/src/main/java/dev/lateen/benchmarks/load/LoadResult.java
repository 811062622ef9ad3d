package dev.lateen.benchmarks.load;

/// What a load met within its window.
///
/// @param errors answers that are not 200, connections that failed or broke inside a request
/// @param latencies of the answers; in an open loop from the moment at which the request was due
public record LoadResult(long requests, long errors, double seconds, Latencies latencies) {

    public double rate() {
        return requests / seconds;
    }
}

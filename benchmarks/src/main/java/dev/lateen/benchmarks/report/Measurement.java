package dev.lateen.benchmarks.report;

import dev.lateen.benchmarks.load.LoadResult;
import dev.lateen.benchmarks.peer.ProcessUsage;

/// One peer in one round of one scenario.
///
/// @param userMicros processor time of the proxy for each request; 0 for who is no process
public record Measurement(
        double userMicros,
        double systemMicros,
        double rate,
        Percentiles latency,
        long residentBytes,
        long requests,
        long errors) {

    /// In microseconds.
    public record Percentiles(double p50, double p90, double p99, double p999) {}

    public static Measurement of(LoadResult load, ProcessUsage before, ProcessUsage after) {
        double requests = Math.max(1, load.requests());
        var latencies = load.latencies();
        return new Measurement(
                (after.userMicros() - before.userMicros()) / requests,
                (after.systemMicros() - before.systemMicros()) / requests,
                load.rate(),
                new Percentiles(
                        latencies.micros(0.5), latencies.micros(0.9), latencies.micros(0.99), latencies.micros(0.999)),
                after.residentBytes(),
                load.requests(),
                load.errors());
    }

    public double processorMicros() {
        return userMicros + systemMicros;
    }
}

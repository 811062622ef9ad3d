package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// Faults that a route injects on purpose: first the delay, then the abort, each for its own share of the requests.
public record Fault(@Nullable Delay delay, @Nullable Abort abort) {

    /// @param millionths of the requests, 0 to 1,000,000
    public record Delay(int millionths, long millis) {}

    /// An answer in place of the upstream's.
    ///
    /// @param millionths of the requests, 0 to 1,000,000
    /// @param grpc whether the status is one of gRPC, in an HTTP answer 200
    public record Abort(int millionths, int status, boolean grpc) {}
}

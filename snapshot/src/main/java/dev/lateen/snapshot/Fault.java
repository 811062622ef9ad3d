package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// Faults that a route injects on purpose: first the delay, then the abort, each for its own share.
///
/// @param wholeRequest whether they stand in front of a request's timeout and retries, as in Istio; else they are part
/// of
///     each of its attempts
public record Fault(@Nullable Delay delay, @Nullable Abort abort, boolean wholeRequest) {

    /// @param millionths of all, 0 to 1,000,000
    public record Delay(int millionths, long millis) {}

    /// An answer in place of the upstream's.
    ///
    /// @param millionths of all, 0 to 1,000,000
    /// @param grpc whether the status is one of gRPC, in an HTTP answer 200
    public record Abort(int millionths, int status, boolean grpc) {}
}

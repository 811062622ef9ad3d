package dev.lateen.proxy.telemetry;

/// Envoy's response flags: why a response is what it is. Kept as bits, so that an exchange collects several for free.
public enum ResponseFlag {
    /// No healthy upstream.
    UH,
    /// Upstream connection failure.
    UF,
    /// Upstream overflow: a circuit breaker.
    UO,
    /// No route.
    NR,
    /// Upstream cluster not found.
    NC,
    /// Upstream retry limit exceeded.
    URX,
    /// Upstream request timeout.
    UT,
    /// Upstream connection termination.
    UC,
    /// Upstream remote reset.
    UR,
    /// Downstream connection termination: the client left.
    DC,
    /// Downstream protocol error.
    DPE,
    /// Upstream protocol error.
    UPE,
    /// Stream idle timeout.
    SI,
    /// Overload: a limit of the proxy itself.
    OM,
    /// DNS resolution failed.
    DF,
    /// A delay was injected.
    DI,
    /// A fault was injected.
    FI,
    /// A connection was open for as long as it may be.
    DT;

    public int bit() {
        return 1 << ordinal();
    }

    /// `UF,URX`, or `-` for none.
    public static String names(int bits) {
        return LogFields.flags(bits);
    }
}

package dev.lateen.proxy;

/// How much a local reply tells.
public enum LocalReplyStyle {
    /// Istio's bodies, byte for byte; often empty.
    ISTIO,
    /// One short line: host, path, response flag and the reason.
    BRIEF,
    /// The same with the rules that were tried, for loopback clients and a sidecar's own application; others get
    /// [#BRIEF].
    FULL
}

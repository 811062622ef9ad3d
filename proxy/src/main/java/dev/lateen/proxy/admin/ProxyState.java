package dev.lateen.proxy.admin;

/// Where a proxy is in its life, in Envoy's words.
public enum ProxyState {
    /// No snapshot is in force yet.
    PRE_INITIALIZING,
    /// A snapshot is in force and its listeners are bound.
    LIVE,
    /// Finishing, taking nothing new.
    DRAINING
}

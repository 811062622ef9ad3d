package dev.lateen.compiler;

/// What may travel to a proxy, by what it has proven.
public enum PushChannel {
    /// The proxy has shown the token of this mesh, on this machine: secrets too.
    AUTHENTICATED,
    /// Anybody: no secret.
    OPEN
}

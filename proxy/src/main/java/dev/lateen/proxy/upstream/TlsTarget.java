package dev.lateen.proxy.upstream;

import dev.lateen.proxy.tls.ClientContext;

/// How a connection is encrypted, and whom it was made for: connections that differ in it are not used for each other.
///
/// @param name that is asked for, and that the server has to prove unless its cluster names another
public record TlsTarget(ClientContext context, String name) {}

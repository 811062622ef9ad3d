package dev.lateen.proxy.upstream;

/// How an attempt failed.
///
/// @param answered whether a byte of the answer had come
/// @param reused whether the connection had served another request before
/// @param sent whether a byte of the request may have left this process
/// @param detail plain words, for instance `Connection refused`
public record UpstreamFailure(Kind kind, boolean answered, boolean reused, boolean sent, String detail) {

    public enum Kind {
        /// No connection: refused, unreachable.
        CONNECT,
        /// No connection in time.
        CONNECT_TIMEOUT,
        /// There is no room for a connection, or to wait for one: nobody was asked.
        OVERFLOW,
        /// Connected, but the TLS handshake failed.
        TLS,
        /// The connection ended before the answer did.
        CLOSED,
        /// The answer is not acceptable HTTP.
        PROTOCOL,
        /// The attempt took longer than one may take.
        TIMEOUT
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.telemetry.ResponseFlag;

/// An answer that the proxy makes itself: the value that every failure on the request path is.
///
/// @param flags [ResponseFlag#bit()]s
/// @param details Envoy's response code details
/// @param istioBody what Istio's proxies send, often nothing
/// @param reason plain words, without secrets
public record LocalReply(int status, int flags, String details, String istioBody, String reason) {

    /// Names of the flags, `-` when there are none.
    public String flagNames() {
        return ResponseFlag.names(flags);
    }
}

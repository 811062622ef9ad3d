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
        var names = new StringBuilder();
        for (var flag : ResponseFlag.values()) {
            if ((flags & flag.bit()) != 0) {
                names.append(names.isEmpty() ? "" : ",").append(flag);
            }
        }
        return names.isEmpty() ? "-" : names.toString();
    }
}

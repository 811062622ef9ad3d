package dev.lateen.proxy.http1;

/// Why a message is not accepted.
///
/// @param status for the client: 400, 414, 431 and the like
/// @param details in the manner of Envoy's response code details
/// @param reason plain words
public record Refusal(int status, String details, String reason) {

    static Refusal badRequest(String details, String reason) {
        return new Refusal(400, details, reason);
    }
}

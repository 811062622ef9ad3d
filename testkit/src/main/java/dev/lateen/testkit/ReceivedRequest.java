package dev.lateen.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A request as an [OriginServer] received it.
///
/// @param connection number of the connection it came on, from 1 in the order of acceptance
/// @param head the exact bytes up to and with the empty line
/// @param target as sent: path and query, or the absolute form
/// @param headers in order, names in their case
/// @param body without chunk framing
public record ReceivedRequest(
        int connection,
        byte[] head,
        String method,
        String target,
        String version,
        List<Header> headers,
        byte[] body,
        List<Header> trailers) {

    public ReceivedRequest {
        headers = List.copyOf(headers);
        trailers = List.copyOf(trailers);
    }

    public Optional<String> header(String name) {
        return Header.first(headers, name);
    }

    public List<String> headers(String name) {
        return Header.all(headers, name);
    }

    public String headText() {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + target + " on connection " + connection;
    }
}

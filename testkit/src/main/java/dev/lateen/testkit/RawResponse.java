package dev.lateen.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A response as [RawHttpClient] received it.
///
/// @param head the exact bytes up to and with the empty line
/// @param headers in order, names in their case
/// @param body without chunk framing
public record RawResponse(
        byte[] head,
        String version,
        int status,
        String reason,
        List<Header> headers,
        byte[] body,
        List<Header> trailers) {

    public RawResponse {
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
        return headText() + bodyText();
    }
}

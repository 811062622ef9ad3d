package dev.lateen.cli.pilot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lateen.cli.terminal.Documents;
import java.util.List;

/// An answer of pilot.
///
/// @param warnings the texts of its `Warning` headers
/// @param revision the mesh revision it is about; 0 when it does not say
record PilotReply(int status, String text, List<String> warnings, long revision) {

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /// Missing when the body is not JSON.
    JsonNode body() {
        try {
            return Documents.read(text);
        } catch (IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }

    /// Pilot's own words for what went wrong.
    String message() {
        var body = body();
        var message = body.path("message").asText(body.path("error").asText(""));
        return message.isEmpty() ? "HTTP " + status + (text.isBlank() ? "" : ": " + text.strip()) : message;
    }
}

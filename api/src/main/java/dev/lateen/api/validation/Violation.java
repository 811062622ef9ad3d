package dev.lateen.api.validation;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import org.jspecify.annotations.Nullable;

/// Something wrong with a resource, in words that name the offending value, what was expected, and the place.
///
/// @param file null when the resource did not come from a file
/// @param line one-based, 0 when unknown
/// @param resource null when the document could not even be identified
/// @param path `spec.servers[0].port.number`; empty for the document as a whole
/// @param message for instance `70000 (expected: 1..65535)`
public record Violation(
        Severity severity,
        @Nullable String file,
        int line,
        @Nullable ResourceKey resource,
        String path,
        String message) {

    public static Violation error(Resource<?> resource, String path, String message) {
        return at(Severity.ERROR, resource, path, message);
    }

    public static Violation warning(Resource<?> resource, String path, String message) {
        return at(Severity.WARNING, resource, path, message);
    }

    private static Violation at(Severity severity, Resource<?> resource, String path, String message) {
        int line = resource.source().line(path);
        return new Violation(severity, resource.source().file(), line, resource.key(), path, message);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// `spec.servers[0].port.number: 70000 (expected: 1..65535) at reviews.yaml:14 (Gateway default/reviews)`
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        text.append(message);
        if (file != null) {
            text.append(" at ").append(file);
            if (line > 0) {
                text.append(':').append(line);
            }
        } else if (line > 0) {
            text.append(" at line ").append(line);
        }
        if (resource != null) {
            text.append(" (").append(resource).append(')');
        }
        return text.toString();
    }
}

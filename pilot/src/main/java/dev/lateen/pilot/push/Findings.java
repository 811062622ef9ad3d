package dev.lateen.pilot.push;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import java.util.Collection;

/// Findings as clients read them.
final class Findings {

    private Findings() {}

    /// `[{severity, file?, line, resource?, path, message, text}]`, errors first; `text` is all of it in one line.
    static String json(Collection<Violation> findings) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Severity severity : Severity.values()) {
            findings.stream().filter(v -> v.severity() == severity).forEach(v -> describe(v, list.addObject()));
        }
        return list.toString();
    }

    private static void describe(Violation violation, ObjectNode node) {
        node.put("severity", violation.severity().name());
        if (violation.file() != null) {
            node.put("file", violation.file());
        }
        node.put("line", violation.line());
        if (violation.resource() != null) {
            node.put("resource", violation.resource().toString());
        }
        node.put("path", violation.path()).put("message", violation.message()).put("text", violation.toString());
    }
}

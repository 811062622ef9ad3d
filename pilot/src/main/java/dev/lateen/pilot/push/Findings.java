package dev.lateen.pilot.push;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Validator;
import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.CertificateFindings;
import dev.lateen.compiler.UnhonouredFields;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.MeshView;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/// All that is to be said about the resources of the mesh: what the sources could not read, what validation doubts,
/// what has no effect yet and what the compiler noticed.
final class Findings {

    private Findings() {}

    /// `[{severity, file?, line, resource?, path, message, text}]`, errors first; `text` is all of it in one line.
    static String json(MeshView view, Collection<Violation> compiled) {
        Set<Violation> all = new LinkedHashSet<>(view.findings());
        Instant now = Instant.now();
        for (Entry entry : view.entries().values()) {
            all.addAll(Validator.validate(entry.resource()));
            all.addAll(UnhonouredFields.of(entry.resource()));
            all.addAll(CertificateFindings.of(entry.resource(), now));
        }
        all.addAll(compiled);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Severity severity : Severity.values()) {
            all.stream().filter(v -> v.severity() == severity).forEach(v -> describe(v, list.addObject()));
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

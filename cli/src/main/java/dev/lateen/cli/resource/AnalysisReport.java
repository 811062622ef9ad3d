package dev.lateen.cli.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.cli.terminal.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What `analyze` has found, for people and for programs; errors first.
///
/// The fields are those of `istioctl analyze -o json` where it has them: `level`, `origin` (the resource), `reference`
/// (file and line), `message`.
record AnalysisReport(List<Violation> findings) {

    AnalysisReport {
        findings = findings.stream()
                .distinct()
                .sorted(Comparator.comparing(Violation::severity))
                .toList();
    }

    long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    String json() {
        return Documents.json(tree());
    }

    String yaml() {
        return Documents.yaml(tree());
    }

    Table table() {
        var table = new Table("LEVEL", "RESOURCE", "REFERENCE", "PATH", "MESSAGE");
        findings.forEach(finding ->
                table.row(level(finding), origin(finding), reference(finding), finding.path(), finding.message()));
        return table;
    }

    private ArrayNode tree() {
        var list = JsonNodeFactory.instance.arrayNode();
        for (var finding : findings) {
            list.addObject()
                    .put("level", level(finding))
                    .put("origin", origin(finding))
                    .put("reference", reference(finding))
                    .put("path", finding.path())
                    .put("message", finding.message());
        }
        return list;
    }

    private static String level(Violation finding) {
        var lower = finding.severity().name().toLowerCase(Locale.ROOT);
        return Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    private static String origin(Violation finding) {
        return finding.resource() == null ? "" : finding.resource().toString();
    }

    private static String reference(Violation finding) {
        if (finding.file() == null) {
            return "";
        }
        return finding.line() == 0 ? finding.file() : finding.file() + ":" + finding.line();
    }
}

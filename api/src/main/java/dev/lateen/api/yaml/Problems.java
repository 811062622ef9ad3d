package dev.lateen.api.yaml;

import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Collects what is wrong with one document, so that the user sees everything at once.
final class Problems {

    private final @Nullable String file;
    private final List<Violation> violations = new ArrayList<>();
    private @Nullable ResourceKey key;

    Problems(@Nullable String file) {
        this.file = file;
    }

    void identify(ResourceKey resource) {
        this.key = resource;
    }

    void error(Node at, String path, String message) {
        add(Severity.ERROR, line(at), path, message);
    }

    void add(Severity severity, int line, String path, String message) {
        violations.add(new Violation(severity, file, line, key, path, message));
    }

    boolean hasErrors() {
        return violations.stream().anyMatch(Violation::isError);
    }

    List<Violation> violations() {
        return violations;
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}

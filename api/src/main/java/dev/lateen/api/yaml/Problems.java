package dev.lateen.api.yaml;

import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.meta.SourceMap;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.Comparator;
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

    /// Takes what validation found in a resource, except what only follows from a part that could not be read: such a
    /// part is as if it were absent, and saying so as well would send the user after the wrong mistake.
    void addUnlessFollowing(List<Violation> validated, SourceMap source) {
        List<String> unread = violations.stream()
                .filter(Violation::isError)
                .map(Violation::path)
                .toList();
        for (Violation violation : validated) {
            String path = violation.path();
            boolean follows = !unread.isEmpty()
                    && (!source.lines().containsKey(path)
                            || unread.stream().anyMatch(other -> areRelated(path, other)));
            if (!follows) {
                violations.add(violation);
            }
        }
    }

    /// Whether one lies in the other. An element of a list that could not be read shifts the ones behind it, so that
    /// the list as a whole counts.
    private static boolean areRelated(String path, String unread) {
        int element = unread.endsWith("]") ? unread.lastIndexOf('[') : -1; // a key may end with a bracket as well
        String whole = element < 0 ? unread : unread.substring(0, element);
        return isWithin(path, whole) || isWithin(unread, path);
    }

    private static boolean isWithin(String path, String outer) {
        return path.startsWith(outer)
                && (path.length() == outer.length() || ".[".indexOf(path.charAt(outer.length())) >= 0);
    }

    boolean hasErrors() {
        return violations.stream().anyMatch(Violation::isError);
    }

    /// In the order of the file.
    List<Violation> violations() {
        return violations.stream()
                .sorted(Comparator.comparingInt(Violation::line))
                .toList();
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}

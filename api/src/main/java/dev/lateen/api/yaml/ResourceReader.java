package dev.lateen.api.yaml;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads the documents of a text, YAML or JSON, into validated resources. Never throws on bad input: whatever is
/// wrong comes back as violations, all of them at once. Pure and safe for any thread.
public final class ResourceReader {

    /// Characters of a text that is read at all.
    public static final int MAX_CHARACTERS = 64 * 1024 * 1024;

    /// How deep a document may nest.
    public static final int MAX_DEPTH = 100;

    /// Values of one document, aliases expanded.
    public static final int MAX_VALUES = 2_000_000;

    private static final int MAX_ALIASES = 1_000;

    private final @Nullable String file;
    private final String defaultNamespace;
    private final List<Resource<?>> resources = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private int documents;

    private ResourceReader(@Nullable String file, String defaultNamespace) {
        this.file = file;
        this.defaultNamespace = defaultNamespace;
    }

    /// @param file for messages; null when the text did not come from a file
    /// @param defaultNamespace of documents that name none
    public static ReadResult read(@Nullable String file, String yaml, String defaultNamespace) {
        ResourceReader reader = new ResourceReader(file, defaultNamespace);
        reader.readAll(yaml);
        return new ReadResult(reader.resources, reader.violations, reader.documents);
    }

    private void readAll(String yaml) {
        if (yaml.length() > MAX_CHARACTERS) {
            refuse(0, yaml.length() + " characters (expected: at most " + MAX_CHARACTERS + ")");
            return;
        }
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_CHARACTERS)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        try {
            checkShape(settings, yaml);
            Iterator<Node> nodes =
                    new Compose(settings).composeAllFromString(yaml).iterator();
            while (nodes.hasNext()) {
                document(nodes.next());
            }
        } catch (YamlLimitException e) {
            refuse(e.line(), String.valueOf(e.getMessage()));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            refuse(line, "not YAML: " + String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            refuse(0, "not YAML: " + firstLine(e));
        }
    }

    /// Composing is recursive, parsing is not: depth and aliases are counted before anything is built.
    private static void checkShape(LoadSettings settings, String yaml) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(settings).parseString(yaml)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias -> aliases++;
                default -> {}
            }
            int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            if (depth > MAX_DEPTH) {
                throw new YamlLimitException("nested deeper than " + MAX_DEPTH + " levels", line);
            }
            if (aliases > MAX_ALIASES) {
                throw new YamlLimitException("more than " + MAX_ALIASES + " aliases", line);
            }
        }
    }

    private void document(Node root) {
        if (root.getTag() == Tag.NULL) {
            return;
        }
        for (Node item : ListDocument.items(root)) {
            documents++;
            DocumentReader reader = new DocumentReader(file, defaultNamespace);
            reader.read(item).ifPresent(resources::add);
            violations.addAll(reader.violations());
        }
    }

    private void refuse(int line, String message) {
        documents++;
        violations.add(new Violation(Severity.ERROR, file, line, null, "", message));
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }
}

package dev.lateen.api.yaml;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads the documents of a text, YAML or JSON, into validated resources. Never throws on bad input: whatever is
/// wrong comes back as violations, all of them at once. Pure and safe for any thread.
public final class ResourceReader {

    /// Characters of a text that is read at all; longer ones are refused at once.
    public static final int MAX_CHARACTERS = 32 * 1024 * 1024;

    /// How deep a document may nest, aliases expanded.
    public static final int MAX_DEPTH = 100;

    /// Values of one resource, aliases expanded. Kubernetes stores 1.5 MB at most.
    public static final int MAX_VALUES = 200_000;

    /// Values of one document, which may be a list of many resources.
    static final int MAX_DOCUMENT_VALUES = 2_000_000;

    /// Characters of one value. Kubernetes takes requests of 3 MB at most.
    static final int MAX_VALUE_LENGTH = 3 * 1024 * 1024;

    static final int MAX_ALIASES = 1_000;

    private static final int SMALLEST_BUFFER = 1024;

    /// The library copies all of a value that it has read so far whenever a buffer is used up: with small ones the time
    /// for a long value grows with the square of its length.
    private static final int LARGEST_BUFFER = 1024 * 1024;

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
                .setSchema(new PlainSchema())
                .setCodePointLimit(MAX_CHARACTERS)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setBufferSize(Math.clamp(yaml.length(), SMALLEST_BUFFER, LARGEST_BUFFER))
                .build();
        try {
            Composer documents = new Composer(settings, new BoundedParser(settings, JsonTabs.blank(yaml)));
            while (documents.hasNext()) {
                document(documents.next());
            }
        } catch (YamlLimitException e) {
            refuse(e.line(), String.valueOf(e.getMessage()));
        } catch (YamlEngineException e) {
            refuse(line(e), reason(e));
        } catch (NumberFormatException e) {
            // The library's scanner, when the text ends in the middle of it.
            refuse(0, "not YAML: an escape such as \\u0041 is cut off");
        }
    }

    private static int line(YamlEngineException e) {
        return e instanceof MarkedYamlEngineException marked
                ? marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0)
                : 0;
    }

    private static String reason(YamlEngineException e) {
        String problem = e instanceof MarkedYamlEngineException marked ? marked.getProblem() : e.getMessage();
        return "not YAML: " + String.valueOf(problem).lines().findFirst().orElse("unreadable");
    }

    private void document(Node root) {
        if (Scalars.is(root, Tag.NULL)) {
            return;
        }
        for (Node item : ListDocument.items(root)) {
            documents++;
            DocumentReader reader = new DocumentReader(file, defaultNamespace);
            try {
                reader.read(item).ifPresent(resources::add);
            } catch (YamlLimitException e) {
                violations.add(new Violation(Severity.ERROR, file, e.line(), null, "", String.valueOf(e.getMessage())));
            }
            violations.addAll(reader.violations());
        }
    }

    private void refuse(int line, String message) {
        documents++;
        violations.add(new Violation(Severity.ERROR, file, line, null, "", message));
    }
}

package dev.lateen.cli.resource;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The resources of files, folders (with what is below them) and standard input, read and validated as a whole.
///
/// @param resources the valid ones, namespaces first, else in the order of the files
/// @param violations everything that was found, warnings included
/// @param documents how many documents there were
public record ResourceFiles(List<Resource<?>> resources, List<Violation> violations, int documents) {

    public static final String STANDARD_INPUT = "-";
    private static final Set<String> EXTENSIONS = Set.of(".yaml", ".yml", ".json");
    private static final Set<String> NOT_RESOURCES =
            Set.of("kustomization.yaml", "kustomization.yml", "kustomization.json");

    public ResourceFiles {
        resources = List.copyOf(resources);
        violations = List.copyOf(violations);
    }

    /// @param sources files, folders or `-`
    /// @param namespace of resources that name none
    public static ResourceFiles read(List<String> sources, String namespace) {
        var resources = new ArrayList<Resource<?>>();
        var violations = new ArrayList<Violation>();
        int documents = 0;
        for (var source : sources) {
            for (var text : texts(source)) {
                var result = ResourceReader.read(text.name(), text.content(), namespace);
                resources.addAll(result.resources());
                violations.addAll(result.violations());
                documents += result.documents();
            }
        }
        resources.sort(Comparator.comparing(resource -> resource.key().kind() != Kind.NAMESPACE));
        return new ResourceFiles(resources, violations, documents);
    }

    public List<Violation> errors() {
        return violations.stream()
                .filter(violation -> violation.severity() == Severity.ERROR)
                .toList();
    }

    public List<Violation> warnings() {
        return violations.stream()
                .filter(violation -> violation.severity() == Severity.WARNING)
                .toList();
    }

    private record Text(String name, String content) {}

    private static List<Text> texts(String source) {
        try {
            if (source.equals(STANDARD_INPUT)) {
                return List.of(text("<stdin>", System.in));
            }
            var path = Path.of(source);
            if (!Files.exists(path)) {
                throw CommandFailure.usage(source + " does not exist (expected: a file, a directory or -)");
            }
            if (!Files.isDirectory(path)) {
                return List.of(text(path));
            }
            var texts = new ArrayList<Text>();
            for (var file : filesBelow(path)) {
                texts.add(text(file));
            }
            if (texts.isEmpty()) {
                throw CommandFailure.of(source + " holds no .yaml, .yml or .json file");
            }
            return texts;
        } catch (IOException e) {
            throw CommandFailure.of(source + " cannot be read: " + e.getMessage());
        }
    }

    private static List<Path> filesBelow(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(ResourceFiles::holdsResources)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static boolean holdsResources(Path file) {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && !NOT_RESOURCES.contains(name)
                && EXTENSIONS.stream().anyMatch(name::endsWith);
    }

    private static Text text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return text(file.toString(), in);
        }
    }

    /// Reads no more than could be used.
    private static Text text(String name, InputStream in) throws IOException {
        var bytes = in.readNBytes(ResourceReader.MAX_CHARACTERS + 1);
        if (bytes.length > ResourceReader.MAX_CHARACTERS) {
            throw CommandFailure.of(
                    name + " is too large (expected: at most " + ResourceReader.MAX_CHARACTERS + " bytes)",
                    "split it into several files");
        }
        return new Text(name, new String(bytes, StandardCharsets.UTF_8));
    }
}

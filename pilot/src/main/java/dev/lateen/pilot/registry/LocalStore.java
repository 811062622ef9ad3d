package dev.lateen.pilot.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.api.yaml.ReadResult;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.pilot.registry.BatchJournal.Batch;
import dev.lateen.pilot.source.ResourceSource;
import dev.lateen.pilot.source.SourceUpdate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The resources that were applied through the local API: one JSON file for each, written before the answer and
/// readable by its owner only, as there may be Secrets among them.
///
/// A change of several resources goes through the [BatchJournal], so that it is there whole or not at all.
///
/// Layout: `<plural>/<namespace>/<name>.json`, for namespaces `namespaces/<name>.json`. A file that is not JSON of one
/// resource is put aside; one that is, but that this version finds invalid, stays where it is and is reported.
/// Writes are guarded by the registry's lock.
public final class LocalStore implements ResourceSource {

    public static final String NAME = "store";
    private static final Logger LOGGER = Logger.getLogger(LocalStore.class);
    private static final String SUFFIX = ".json";
    private static final int LONGEST_NAME = 200;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path root;
    private final BatchJournal journal;
    private @Nullable Batch unfinished;
    private @Nullable Consumer<SourceUpdate> listener;

    public LocalStore(Path root) {
        this.root = root;
        this.journal = new BatchJournal(root.resolve("batch.json"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start(Consumer<SourceUpdate> updates) throws IOException {
        listener = updates;
        Files.createDirectories(root);
        unfinished = journal.read().orElse(null);
        finish();
        List<Resource<?>> resources = new ArrayList<>();
        Map<String, List<Violation>> reports = new HashMap<>();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root, 3)) {
            files = tree.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(AtomicFile.TEMPORARY)) {
                Files.delete(file);
            } else if (name.endsWith(SUFFIX) && !root.equals(file.getParent())) {
                load(file, resources, reports);
            }
        }
        updates.accept(new SourceUpdate(NAME, resources, Set.of(), reports));
    }

    @Override
    public void close() {
        listener = null;
    }

    /// Makes all of it durable, whole or not at all, then tells.
    void commit(List<Resource<?>> upserts, Set<ResourceKey> removals) throws IOException {
        finish();
        Map<String, Optional<JsonNode>> contents = new LinkedHashMap<>();
        upserts.forEach(resource -> contents.put(nameOf(resource.key()), Optional.of(resource.document())));
        removals.forEach(key -> contents.put(nameOf(key), Optional.empty()));
        Batch batch = new Batch(contents);
        if (contents.size() == 1) {
            write(batch);
        } else {
            journal.write(batch);
            unfinished = batch;
            try {
                finish();
            } catch (IOException e) {
                // It is committed all the same: the next write, or the next start, carries it out.
                LOGGER.errorf("event=store_batch_unfinished reason=\"%s\"", e);
            }
        }
        tell(SourceUpdate.of(NAME, upserts, removals));
    }

    private void finish() throws IOException {
        Batch batch = unfinished;
        if (batch != null) {
            write(batch);
            journal.forget();
            unfinished = null;
        }
    }

    private void write(Batch batch) throws IOException {
        for (var each : batch.contents().entrySet()) {
            Path file = root.resolve(each.getKey());
            JsonNode document = each.getValue().orElse(null);
            if (document == null) {
                AtomicFile.delete(file);
            } else {
                AtomicFile.writeForOwner(file, document.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void tell(SourceUpdate update) {
        if (listener == null) {
            throw new IllegalStateException("store %s is not open".formatted(root));
        }
        listener.accept(update);
    }

    private void load(Path file, List<Resource<?>> resources, Map<String, List<Violation>> reports) throws IOException {
        JsonNode json = null;
        String reason = "is not the document of %s".formatted(root.relativize(file));
        try {
            json = MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            reason = e.getOriginalMessage();
        }
        if (json == null || !isDocumentOf(json, file)) {
            Path aside = CorruptFile.putAside(file, reason);
            reports.put(file.toString(), List.of(finding(file, "put aside as %s: %s".formatted(aside, reason))));
            return;
        }
        ReadResult read = ResourceReader.read(null, json.toString(), "default");
        if (read.resources().size() == 1) {
            resources.add(Documents.withoutLines(read.resources().getFirst()));
            return;
        }
        List<Violation> errors = new ArrayList<>();
        for (Violation v : read.violations()) {
            if (v.severity() == Severity.ERROR) {
                errors.add(new Violation(v.severity(), file.toString(), v.line(), v.resource(), v.path(), v.message()));
                LOGGER.warnf("event=stored_resource_invalid file=%s %s", file, v);
            }
        }
        reports.put(file.toString(), errors);
    }

    /// A file that was copied to another name would otherwise be two resources of one name.
    private boolean isDocumentOf(JsonNode json, Path file) {
        String apiVersion = json.path("apiVersion").asText("");
        return Kind.of(apiVersion, json.path("kind").asText(""))
                .map(kind -> {
                    JsonNode metadata = json.path("metadata");
                    String namespace =
                            kind.namespaced() ? metadata.path("namespace").asText("default") : "";
                    String name = metadata.path("name").asText("");
                    return ResourceNames.isName(name)
                            && root.resolve(nameOf(new ResourceKey(kind, namespace, name)))
                                    .equals(file);
                })
                .orElse(false);
    }

    private static Violation finding(Path file, String message) {
        return new Violation(Severity.ERROR, file.toString(), 0, null, "", message);
    }

    /// Below the root.
    private static String nameOf(ResourceKey key) {
        ResourceNames.check(key);
        String folder = key.kind().plural() + "/" + (key.kind().namespaced() ? key.namespace() + "/" : "");
        String name = key.name();
        if (name.length() > LONGEST_NAME) {
            // File systems allow 255 bytes; Kubernetes allows names of 253.
            name = name.substring(0, LONGEST_NAME) + "-"
                    + Integer.toHexString(key.name().hashCode());
        }
        return folder + name + SUFFIX;
    }
}

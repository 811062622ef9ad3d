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
import dev.lateen.pilot.registry.StoreLog.Change;
import dev.lateen.pilot.source.ResourceSource;
import dev.lateen.pilot.source.SourceUpdate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The resources that were applied through the local API: one JSON file for each, readable by its owner only, as there
/// may be Secrets among them.
///
/// A change is one line of the [StoreLog], which is on the disk before the answer; so is a change of several
/// resources, which is there whole or not at all. The files follow within about a second.
///
/// Layout: `<plural>/<namespace>/<name>.json`, for namespaces `namespaces/<name>.json`. A file that is not JSON of one
/// resource is put aside; one that is, but that this version finds invalid, stays where it is and is reported.
/// Changes are ordered by the registry's lock.
public final class LocalStore implements ResourceSource {

    public static final String NAME = "store";
    private static final Logger LOGGER = Logger.getLogger(LocalStore.class);
    private static final String SUFFIX = ".json";
    private static final int LONGEST_NAME = 200;
    private static final Duration CHECKPOINT_PERIOD = Duration.ofSeconds(1);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path root;
    private final RevisionCounter counter;
    private final Map<String, Optional<JsonNode>> pending = new LinkedHashMap<>();
    private final ScheduledExecutorService checkpoints = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lateen-store").factory());
    private Map<String, Optional<JsonNode>> sealed = Map.of();
    private long pendingRevision;
    private long sealedRevision;
    private @Nullable StoreLog log;
    private @Nullable Consumer<SourceUpdate> listener;

    public LocalStore(Path root, RevisionCounter counter) {
        this.root = root;
        this.counter = counter;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start(Consumer<SourceUpdate> updates) throws IOException {
        listener = updates;
        Files.createDirectories(root);
        recover();
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

    /// Afterwards the files are all there is.
    @Override
    public void close() {
        checkpoints.close();
        StoreLog open = log;
        if (open != null) {
            checkpoint();
            checkpoint(); // the first one may have found an earlier one unfinished
            try {
                open.close();
            } catch (IOException e) {
                LOGGER.debugf("event=store_close_failed reason=\"%s\"", e);
            }
        }
        log = null;
        listener = null;
    }

    /// Brings what a process that was killed had in its log to the files.
    private void recover() throws IOException {
        StoreLog found = StoreLog.open(root);
        log = found;
        Map<String, Optional<JsonNode>> last = new LinkedHashMap<>();
        for (Change change : found.read()) {
            last.putAll(change.contents());
            counter.atLeast(change.revision());
        }
        if (!last.isEmpty()) {
            LOGGER.infof("event=store_recovered resources=%d", last.size());
            bringToFiles(last);
            counter.cover(counter.current());
        }
        found.forgetSealed();
        found.swap();
        found.forgetSealed();
        long period = CHECKPOINT_PERIOD.toMillis();
        var _ = checkpoints.scheduleWithFixedDelay(this::checkpoint, period, period, TimeUnit.MILLISECONDS);
    }

    /// Takes the change as revision `revision`, whole or not at all, and tells; [#force] makes it durable.
    synchronized void commit(long revision, List<Resource<?>> upserts, Set<ResourceKey> removals) throws IOException {
        Map<String, Optional<JsonNode>> contents = new LinkedHashMap<>();
        upserts.forEach(resource -> contents.put(nameOf(resource.key()), Optional.of(resource.document())));
        removals.forEach(key -> contents.put(nameOf(key), Optional.empty()));
        log().append(new Change(revision, contents));
        pending.putAll(contents);
        pendingRevision = revision;
        tell(SourceUpdate.of(NAME, upserts, removals));
    }

    /// Returns when all that was committed before is on the disk.
    void force() throws IOException {
        log().force();
    }

    private void checkpoint() {
        try {
            seal();
            bringToFiles(sealed);
            counter.cover(sealedRevision);
            forgetSealed();
        } catch (IOException | RuntimeException e) {
            // The log keeps it; the next time may do better.
            LOGGER.errorf("event=store_checkpoint_failed reason=\"%s\"", e);
        }
    }

    private synchronized void seal() throws IOException {
        if (sealed.isEmpty() && !pending.isEmpty()) {
            log().swap();
            sealed = Map.copyOf(pending);
            sealedRevision = pendingRevision;
            pending.clear();
        }
    }

    private synchronized void forgetSealed() throws IOException {
        if (!sealed.isEmpty()) {
            log().forgetSealed();
            sealed = Map.of();
        }
    }

    private void bringToFiles(Map<String, Optional<JsonNode>> contents) throws IOException {
        for (var each : contents.entrySet()) {
            Path file = root.resolve(each.getKey());
            JsonNode document = each.getValue().orElse(null);
            if (document == null) {
                AtomicFile.delete(file);
            } else {
                AtomicFile.writeForOwner(file, document.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private StoreLog log() {
        if (log == null) {
            throw new IllegalStateException("store %s is not open".formatted(root));
        }
        return log;
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

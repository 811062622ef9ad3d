package dev.lateen.pilot.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What makes a change of several files one: it is written here first, whole, then to the files, then forgotten here.
///
/// A change that stands here is committed: whoever finds it after a crash carries it out. Doing so twice is the same
/// as once.
final class BatchJournal {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;

    /// @param contents by file, below the store; null deletes it
    record Batch(Map<String, Optional<JsonNode>> contents) {}

    BatchJournal(Path file) {
        this.file = file;
    }

    /// Empty when every change is in the files.
    Optional<Batch> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, Optional<JsonNode>> contents = new LinkedHashMap<>();
        try {
            MAPPER.readTree(Files.readAllBytes(file))
                    .properties()
                    .forEach(each -> contents.put(
                            each.getKey(), Optional.of(each.getValue()).filter(JsonNode::isObject)));
        } catch (JsonProcessingException e) {
            // The whole message may quote the file, and the file may hold a Secret.
            CorruptFile.putAside(file, e.getOriginalMessage());
            return Optional.empty();
        }
        return Optional.of(new Batch(contents));
    }

    /// Commits the change.
    void write(Batch batch) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        batch.contents().forEach((name, content) -> json.set(name, content.orElse(null)));
        AtomicFile.writeForOwner(file, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    void forget() throws IOException {
        AtomicFile.delete(file);
    }
}

package dev.lateen.pilot.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The mesh revision, kept across restarts. Guarded by the registry's lock.
///
/// A change of the local store carries its revision in the file of the resource, so the counter itself is written
/// only for changes that leave no such trace: deletions, and whatever the watched directory does.
public final class RevisionCounter {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;
    private long current;
    private String fingerprint = "";

    private RevisionCounter(Path file) {
        this.file = file;
    }

    /// A file that cannot be read is put aside; the resources' own revisions then give the next number.
    public static RevisionCounter open(Path file) throws IOException {
        RevisionCounter counter = new RevisionCounter(file);
        if (Files.exists(file)) {
            try {
                JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
                if (!node.path("revision").canConvertToLong()
                        || node.path("revision").asLong() < 0) {
                    throw new IOException("revision: " + node.path("revision") + " (expected: a number)");
                }
                counter.current = node.path("revision").asLong();
                counter.fingerprint = node.path("directory").asText("");
            } catch (IOException e) {
                CorruptFile.putAside(file, e.getMessage());
            }
        }
        return counter;
    }

    long current() {
        return current;
    }

    /// What the watched directory held when the counter was last written; empty without one.
    String fingerprint() {
        return fingerprint;
    }

    long next() {
        return ++current;
    }

    void atLeast(long revision) {
        current = Math.max(current, revision);
    }

    /// Writes `revision`, which may be one that is about to be given out.
    void persist(long revision, String directoryFingerprint) throws IOException {
        fingerprint = directoryFingerprint;
        var node = MAPPER.createObjectNode().put("revision", revision).put("directory", directoryFingerprint);
        AtomicFile.write(file, node.toString().getBytes(StandardCharsets.UTF_8));
    }
}

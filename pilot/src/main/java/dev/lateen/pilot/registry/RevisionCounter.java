package dev.lateen.pilot.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The mesh revision, kept across restarts. Changed under the registry's lock only; thread-safe.
///
/// A change of the local store carries its revision in the store's log, so the counter itself is written only when the
/// log forgets, and for whatever the watched directory does.
public final class RevisionCounter {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;
    private long current;
    private long written;
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
                counter.written = counter.current;
                counter.fingerprint = node.path("directory").asText("");
            } catch (IOException e) {
                CorruptFile.putAside(file, e.getMessage());
            }
        }
        return counter;
    }

    synchronized long current() {
        return current;
    }

    /// What the watched directory held when the counter was last written; empty without one.
    synchronized String fingerprint() {
        return fingerprint;
    }

    synchronized long next() {
        return ++current;
    }

    synchronized void atLeast(long revision) {
        current = Math.max(current, revision);
    }

    synchronized void persist(String directoryFingerprint) throws IOException {
        fingerprint = directoryFingerprint;
        write(current);
    }

    /// Makes sure that revisions up to this one are never given out again.
    synchronized void cover(long revision) throws IOException {
        if (revision > written) {
            write(revision);
        }
    }

    private void write(long revision) throws IOException {
        var node = MAPPER.createObjectNode().put("revision", revision).put("directory", fingerprint);
        AtomicFile.write(file, node.toString().getBytes(StandardCharsets.UTF_8));
        written = revision;
    }
}

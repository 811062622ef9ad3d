package dev.lateen.pilot.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The changes that are not in the store's files yet, in order, each whole or not at all.
///
/// A line for each change: a checksum and its JSON. A last line that is not whole was never acknowledged and does not
/// count. Two files take turns: one is written while the changes of the other are brought to the store's files. Calls
/// are guarded by the store, but for [#force]. Readable by its owner only, as the store's files are.
final class StoreLog implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Object disk = new Object();
    private FileChannel active;
    private FileChannel sealed;
    private final AtomicLong appended = new AtomicLong();
    private long forced;
    private @Nullable IOException broken;

    /// @param contents by file, below the store; empty for one that is deleted
    record Change(long revision, Map<String, Optional<JsonNode>> contents) {}

    private StoreLog(FileChannel active, FileChannel sealed) {
        this.active = active;
        this.sealed = sealed;
    }

    static StoreLog open(Path folder) throws IOException {
        return new StoreLog(channel(folder.resolve("changes-1.log")), channel(folder.resolve("changes-2.log")));
    }

    private static FileChannel channel(Path file) throws IOException {
        if (!Files.exists(file)) {
            AtomicFile.writeForOwner(file, new byte[0]);
        }
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /// What a process that ended has left.
    List<Change> read() throws IOException {
        List<Change> changes = new ArrayList<>();
        for (FileChannel file : List.of(active, sealed)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
            while (content.hasRemaining() && file.read(content, content.position()) >= 0) {
                // all of it
            }
            new String(content.array(), StandardCharsets.UTF_8)
                    .lines()
                    .map(StoreLog::parse)
                    .takeWhile(Optional::isPresent)
                    .forEach(change -> changes.add(change.orElseThrow()));
        }
        changes.sort(Comparator.comparingLong(Change::revision));
        return changes;
    }

    /// Not on the disk yet: [#force] sees to that. Either all of it is in the log or nothing.
    void append(Change change) throws IOException {
        if (broken != null) {
            throw new IOException("the disk failed before: " + broken.getMessage(), broken);
        }
        ByteBuffer line = ByteBuffer.wrap(line(change));
        long start = active.size();
        try {
            for (long at = start; line.hasRemaining(); ) {
                at += active.write(line, at);
            }
        } catch (IOException e) {
            active.truncate(start);
            throw e;
        }
        appended.incrementAndGet();
    }

    /// Returns when everything that was appended before is on the disk. Who comes while another call is at it shares
    /// the next one with all that wait. Any thread.
    void force() throws IOException {
        long mine = appended.get();
        synchronized (disk) {
            if (forced >= mine) {
                return;
            }
            long upTo = appended.get();
            try {
                active.force(false);
            } catch (IOException e) {
                broken = e;
                throw e;
            }
            forced = upTo;
        }
    }

    /// Seals what is there; further changes go to the other file.
    void swap() throws IOException {
        synchronized (disk) {
            force();
            FileChannel next = sealed;
            sealed = active;
            active = next;
        }
    }

    /// The sealed changes are in the store's files.
    void forgetSealed() throws IOException {
        sealed.truncate(0);
        sealed.force(false);
    }

    @Override
    public void close() throws IOException {
        active.close();
        sealed.close();
    }

    private static byte[] line(Change change) {
        ObjectNode json = MAPPER.createObjectNode().put("revision", change.revision());
        ObjectNode files = json.putObject("files");
        change.contents().forEach((name, content) -> files.set(name, content.orElse(null)));
        String text = json.toString();
        return (checksum(text) + " " + text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<Change> parse(String line) {
        int blank = line.indexOf(' ');
        if (blank < 0 || !line.substring(0, blank).equals(checksum(line.substring(blank + 1)))) {
            return Optional.empty();
        }
        try {
            JsonNode json = MAPPER.readTree(line.substring(blank + 1));
            Map<String, Optional<JsonNode>> contents = new LinkedHashMap<>();
            json.path("files")
                    .properties()
                    .forEach(file -> contents.put(
                            file.getKey(), Optional.of(file.getValue()).filter(JsonNode::isObject)));
            return Optional.of(new Change(json.path("revision").asLong(), contents));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}

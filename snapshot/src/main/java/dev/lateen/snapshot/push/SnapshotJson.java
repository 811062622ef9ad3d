package dev.lateen.snapshot.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.snapshot.ContentHash;
import java.io.UncheckedIOException;

/// The wire format of the config-push API: compact canonical JSON, one line, without what has its default value.
/// Thread-safe.
public final class SnapshotJson {

    /// Characters of an id.
    public static final int ID_LENGTH = ContentHash.LENGTH;

    private static final ObjectMapper MAPPER = WireMapper.create();

    private SnapshotJson() {}

    /// Reads a snapshot without content. What Jackson finds out about the records, which it does once and which takes
    /// most of the time of reading the first snapshot, is there when that one comes.
    public static void prepare() {
        read("{\"id\":\"\",\"revision\":\"\",\"snapshot\":{}}", SnapshotEvent.class);
    }

    /// @param value a record of this module
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException for anything that is not the JSON of such a value, unknown fields included
    public static <T> T read(String json, Class<T> type) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "JSON of " + type.getSimpleName() + ": " + e.getOriginalMessage() + " at "
                            + e.getLocation().offsetDescription(),
                    e);
        }
        if (value == null) {
            throw new IllegalArgumentException("JSON of " + type.getSimpleName() + ": null (expected: an object)");
        }
        return value;
    }
}

package dev.lateen.pilot.push;

import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.DeltaEvent;
import dev.lateen.snapshot.push.SecretsEvent;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The last snapshots by id, for proxies that resume, and the last events as bytes, so that equal content is encoded
/// once for all proxies. Confined to the push loop.
final class SnapshotCache {

    private static final int SNAPSHOTS = 64;
    private static final int EVENTS = 32;

    private final Map<String, Content> snapshots = new Recent<>(SNAPSHOTS);
    private final Map<String, Buffer> events = new Recent<>(EVENTS);

    /// The one instance of this content.
    Content intern(Content content) {
        Content known = snapshots.putIfAbsent(content.id(), content);
        return known == null ? content : known;
    }

    @Nullable
    Content find(@Nullable String id) {
        return id == null ? null : snapshots.get(id);
    }

    Buffer snapshotEvent(Content content, String revision, StreamEncoding encoding) {
        return event(
                encoding,
                "snapshot " + content.id() + " " + revision,
                () -> frame("snapshot", content.id(), new SnapshotEvent(content.id(), revision, content.snapshot())));
    }

    Buffer deltaEvent(Content base, Content next, String revision, StreamEncoding encoding) {
        return event(encoding, "delta " + base.id() + " " + next.id() + " " + revision, () -> {
            DeltaEvent delta = base.delta(next, revision);
            return frame("delta", next.id(), delta);
        });
    }

    /// Made for one stream and kept nowhere. Without `id:`, since no stream resumes from it.
    static Buffer secretsEvent(SecretsEvent secrets, StreamEncoding encoding) {
        return encoding.encode(Buffer.buffer("event: secrets\ndata: ")
                .appendString(SnapshotJson.write(secrets))
                .appendString("\n\n"));
    }

    private Buffer event(StreamEncoding encoding, String content, Supplier<Buffer> text) {
        String key = encoding.token() + " " + content;
        Buffer known = events.get(key);
        if (known == null) {
            known = encoding.encode(text.get());
            events.put(key, known);
        }
        return known;
    }

    private static Buffer frame(String event, String id, Object data) {
        return Buffer.buffer("event: %s\nid: %s\ndata: ".formatted(event, id))
                .appendString(SnapshotJson.write(data))
                .appendString("\n\n");
    }

    private static final class Recent<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1;
        private final int capacity;

        Recent(int capacity) {
            super(16, 0.75f, true);
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > capacity;
        }
    }
}

package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceChange;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A `watch=true` of the Kubernetes API: one JSON object a line, from what is there (or a resource version) onwards.
///
/// Writes happen on the connection's event loop only. A watcher that does not read is cut off; it can resume.
final class WatchStream {

    private static final int MOST_QUEUED = 4 << 20;

    private final Registry registry;
    private final Selection selection;
    private final HttpServerResponse response;
    private final Registry.ChangeListener listener = this::changed;
    private final Context context;

    /// @param context of the connection
    record Connection(Context context, HttpServerResponse response) {}

    WatchStream(Registry registry, Selection selection, Connection connection) {
        this.registry = registry;
        this.selection = selection;
        this.response = connection.response();
        this.context = connection.context();
    }

    void start(Map<String, String> query) {
        String since = query.getOrDefault("resourceVersion", "");
        long version = number("resourceVersion", since);
        long timeout = number("timeoutSeconds", query.getOrDefault("timeoutSeconds", ""));
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, private")
                .setWriteQueueMaxSize(MOST_QUEUED);
        response.closeHandler(closed -> registry.forget(listener));
        if (timeout > 0) {
            context.owner().setTimer(TimeUnit.SECONDS.toMillis(timeout), timer -> end());
        }
        boolean begun = registry.exclusively(() -> {
            boolean known = version == 0 ? showAll() : resume(version);
            if (known) {
                registry.listen(listener);
            }
            return known;
        });
        if (!begun || response.closed()) {
            end();
        }
    }

    private boolean showAll() {
        registry.view().entries().values().stream().filter(selection::test).forEach(entry -> write("ADDED", entry));
        return true;
    }

    private boolean resume(long version) {
        List<ResourceChange> missed = registry.changesAfter(version);
        if (missed == null) {
            line(
                    "ERROR",
                    ApiStatus.of(410, "Expired", "too old resource version: " + version)
                            .toJson());
            return false;
        }
        missed.forEach(this::tell);
        return true;
    }

    private void changed(long revision, List<ResourceChange> changes) {
        changes.forEach(this::tell);
    }

    /// Relative to the selection: a resource that loses its label is a deleted one.
    private void tell(ResourceChange change) {
        boolean was = selection.test(change.before());
        boolean is = selection.test(change.after());
        if (is && change.after() != null) {
            write(was ? "MODIFIED" : "ADDED", change.after());
        } else if (was && change.before() != null) {
            Entry last = new Entry(change.before().resource(), change.before().source(), change.revision());
            write("DELETED", last);
        }
    }

    private void write(String type, Entry entry) {
        line(type, Rendering.one(entry, selection.path().apiVersion()));
    }

    private void line(String type, ObjectNode object) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type);
        event.set("object", object);
        String line = event + "\n";
        context.runOnContext(then -> {
            if (response.writeQueueFull()) {
                response.reset();
            } else if (!response.ended() && !response.closed()) {
                response.write(line);
            }
        });
    }

    private void end() {
        registry.forget(listener);
        context.runOnContext(then -> {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        });
    }

    private static long number(String parameter, String value) {
        try {
            return value.isEmpty() ? 0 : Long.parseUnsignedLong(value);
        } catch (NumberFormatException e) {
            throw new ApiError(ApiStatus.badRequest("%s: %s (expected: a number)".formatted(parameter, value)));
        }
    }
}

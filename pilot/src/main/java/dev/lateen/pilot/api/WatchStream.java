package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceChange;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A `watch=true` of the Kubernetes API: one JSON object a line, from what is there (or a resource version) onwards.
///
/// Writes happen on the connection's event loop only. A watcher that does not read is cut off; it can resume.
final class WatchStream implements Registry.ChangeListener {

    private static final int MOST_QUEUED = 4 << 20;
    private static final Duration BOOKMARK_PERIOD = Duration.ofSeconds(30);
    private static final long NO_TIMER = -1;

    private final Registry registry;
    private final ApiRequest request;
    private final Selection selection;
    private final HttpServerResponse response;
    private final Context context;

    /// @param context of the connection
    record Connection(Context context, HttpServerResponse response) {}

    WatchStream(Registry registry, ApiRequest request, Connection connection) {
        this.registry = registry;
        this.request = request;
        this.selection = Selection.of(ResourceApi.pathOf(request), request);
        this.response = connection.response();
        this.context = connection.context();
    }

    void start() {
        long version = number("resourceVersion");
        long timeout = number("timeoutSeconds");
        boolean initial = version == 0 || isSet("sendInitialEvents");
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, private")
                .setWriteQueueMaxSize(MOST_QUEUED)
                .write(Buffer.buffer()); // the head: a client waits for it even when there is nothing to tell yet
        Vertx vertx = context.owner();
        long bookmarks = isSet("allowWatchBookmarks")
                ? vertx.setPeriodic(BOOKMARK_PERIOD.toMillis(), timer -> bookmark(false))
                : NO_TIMER;
        response.closeHandler(closed -> {
            registry.forget(this);
            vertx.cancelTimer(bookmarks);
        });
        if (timeout > 0) {
            vertx.setTimer(TimeUnit.SECONDS.toMillis(timeout), timer -> end());
        }
        boolean begun = registry.exclusively(() -> {
            boolean known = initial ? showAll() : resume(version);
            if (known) {
                registry.listen(this);
            }
            return known;
        });
        if (!begun || response.closed()) {
            vertx.cancelTimer(bookmarks);
            end();
        }
    }

    private boolean showAll() {
        registry.view().entries().values().stream().filter(selection::test).forEach(entry -> write("ADDED", entry));
        if (isSet("sendInitialEvents")) {
            bookmark(true);
        }
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
        // A status has no version of its own, so whoever resumes may have seen an earlier one.
        registry.view().entries().values().stream()
                .filter(entry -> entry.status() != null && entry.statusRevision() >= version && selection.test(entry))
                .forEach(entry -> write("MODIFIED", entry));
        return true;
    }

    @Override
    public void changed(long revision, List<ResourceChange> changes) {
        changes.forEach(this::tell);
    }

    @Override
    public void statusChanged(List<ResourceChange> changes) {
        changes.forEach(this::tell);
    }

    /// Relative to the selection: a resource that loses its label is a deleted one.
    private void tell(ResourceChange change) {
        boolean was = selection.test(change.before());
        boolean is = selection.test(change.after());
        if (is && change.after() != null) {
            write(was ? "MODIFIED" : "ADDED", change.after());
        } else if (was && change.before() != null) {
            write("DELETED", change.before().at(change.revision()));
        }
    }

    /// A version to resume from, although nothing has happened.
    private void bookmark(boolean endsInitialEvents) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("kind", selection.path().kind().kindName())
                .put("apiVersion", selection.path().apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(registry.revision()));
        if (endsInitialEvents) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        line("BOOKMARK", object);
    }

    private void write(String type, Entry entry) {
        line(
                type,
                request.wantsTable()
                        ? new TableView(selection.path(), Instant.now()).of(List.of(entry), entry.revision())
                        : Rendering.one(entry, selection.path().apiVersion()));
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
        registry.forget(this);
        context.runOnContext(then -> {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        });
    }

    private boolean isSet(String parameter) {
        return Boolean.parseBoolean(request.query().get(parameter));
    }

    private long number(String parameter) {
        String value = request.query().getOrDefault(parameter, "");
        try {
            return value.isEmpty() ? 0 : Long.parseUnsignedLong(value);
        } catch (NumberFormatException e) {
            throw new ApiError(ApiStatus.badRequest("%s: %s (expected: a number)".formatted(parameter, value)));
        }
    }
}

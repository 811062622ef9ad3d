package dev.lateen.snapshot.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ContentHash;
import dev.lateen.snapshot.HostNames;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The wire format of the config-push API: compact canonical JSON, one line, without what has its default value.
///
/// The order of listeners, route configurations and clusters means nothing and is not part of the id; every other
/// order does. Thread-safe.
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

    /// Content id: the [ContentHash] of the canonical JSON, in which the thousands of known hosts have theirs.
    public static String id(Snapshot snapshot) {
        var digest = ContentHash.begin();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            MAPPER.writeValue(out, sorted(snapshot));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ContentHash.end(digest);
    }

    /// What turns `base` into `next`; both have unique names within each list.
    public static DeltaEvent delta(String baseId, Snapshot base, String id, Snapshot next, String revision) {
        var listeners = Difference.of(base.listeners(), next.listeners(), Listener::name);
        var routeConfigs = Difference.of(base.routeConfigs(), next.routeConfigs(), RouteConfig::name);
        var clusters = Difference.of(base.clusters(), next.clusters(), Cluster::name);
        var known = known(base).equals(known(next))
                ? Difference.<String>none()
                : Difference.of(known(base).list(), known(next).list(), Function.identity());
        var used = Difference.of(used(base), used(next), Function.identity());
        return new DeltaEvent(
                id,
                baseId,
                revision,
                new Snapshot(
                        listeners.upserts(),
                        routeConfigs.upserts(),
                        clusters.upserts(),
                        onDemand(next, HostNames.of(known.upserts()), used.upserts())),
                listeners.removed(),
                routeConfigs.removed(),
                clusters.removed(),
                known.removed(),
                used.removed());
    }

    /// The snapshot that `delta` leads to, its lists sorted by name.
    ///
    /// @throws IllegalArgumentException when the result is not the one with the delta's id
    public static Snapshot apply(Snapshot base, DeltaEvent delta) {
        var upserts = delta.upserts();
        var next = new Snapshot(
                Difference.apply(base.listeners(), upserts.listeners(), delta.removedListeners(), Listener::name),
                Difference.apply(
                        base.routeConfigs(), upserts.routeConfigs(), delta.removedRouteConfigs(), RouteConfig::name),
                Difference.apply(base.clusters(), upserts.clusters(), delta.removedClusters(), Cluster::name),
                onDemand(
                        upserts,
                        known(base, upserts, delta.removedKnown()),
                        Difference.apply(used(base), used(upserts), delta.removedUsed(), Function.identity())));
        var id = id(next);
        if (!id.equals(delta.id())) {
            throw new IllegalArgumentException(
                    "delta on base " + delta.base() + ": result has id " + id + " (expected: " + delta.id() + ")");
        }
        return next;
    }

    private static Snapshot sorted(Snapshot snapshot) {
        return new Snapshot(
                Difference.sorted(snapshot.listeners(), Listener::name),
                Difference.sorted(snapshot.routeConfigs(), RouteConfig::name),
                Difference.sorted(snapshot.clusters(), Cluster::name),
                onDemand(snapshot, HostNames.of(List.of(known(snapshot).hash())), used(snapshot)));
    }

    private static HostNames known(Snapshot snapshot) {
        var onDemand = snapshot.onDemand();
        return onDemand == null ? HostNames.NONE : onDemand.known();
    }

    /// Mostly the same ones.
    private static HostNames known(Snapshot base, Snapshot upserts, List<String> removed) {
        var before = known(base);
        var added = known(upserts).list();
        return added.isEmpty() && removed.isEmpty()
                ? before
                : HostNames.of(Difference.apply(before.list(), added, removed, Function.identity()));
    }

    private static List<String> used(Snapshot snapshot) {
        var onDemand = snapshot.onDemand();
        return onDemand == null ? List.of() : onDemand.used();
    }

    /// Null where `like` has none.
    private static @Nullable OnDemand onDemand(Snapshot like, HostNames known, List<String> used) {
        var onDemand = like.onDemand();
        return onDemand == null ? null : new OnDemand(onDemand.namespace(), known, used);
    }
}

package dev.lateen.snapshot.push;

import static java.util.Objects.requireNonNull;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.ContentHash;
import dev.lateen.snapshot.HostNames;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A snapshot with the id of its content: the [ContentHash] of a line for each of its parts, which has the hash of the
/// part's canonical JSON. A part is a listener, a cluster, a virtual host, a route configuration without those. So one
/// host more is hashed by itself, however many are there. Immutable.
///
/// The order of listeners, route configurations, their virtual hosts and clusters means nothing and is not part of the
/// id; every other order does.
public final class Content {

    public static final Content EMPTY = of(Snapshot.EMPTY);

    private final String id;
    private final Snapshot snapshot;
    private final Map<String, Part> parts;

    private record Part(Object value, String hash) {}

    /// @param parts those that are known by their hashes
    private Content(String id, Snapshot snapshot, Map<String, Part> parts) {
        this.id = id;
        this.snapshot = snapshot;
        this.parts = parts;
    }

    public static Content of(Snapshot snapshot) {
        return new Hashing(Map.of()).content(snapshot);
    }

    /// With the id that it claims to have.
    public static Content claimed(SnapshotEvent event) {
        return new Content(event.id(), event.snapshot(), Map.of());
    }

    public String id() {
        return id;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /// The same as [#of], by what this one knows of parts that are in both.
    public Content next(Snapshot next) {
        return new Hashing(parts).content(next);
    }

    /// What turns this one into another; both have unique names within each list.
    public DeltaEvent delta(Content to, String revision) {
        var next = to.snapshot;
        var listeners = Difference.of(snapshot.listeners(), next.listeners(), Listener::name);
        var routeConfigs = Difference.of(snapshot.routeConfigs(), next.routeConfigs(), RouteConfig::name);
        var clusters = Difference.of(snapshot.clusters(), next.clusters(), Cluster::name);
        var known = known(snapshot).equals(known(next))
                ? Difference.<String>none()
                : Difference.of(known(snapshot).list(), known(next).list(), Function.identity());
        var used = Difference.of(used(snapshot), used(next), Function.identity());
        var hosts = virtualHosts(routeConfigs.upserts());
        return new DeltaEvent(
                to.id,
                id,
                revision,
                new Snapshot(
                        listeners.upserts(),
                        routeConfigs.upserts().stream()
                                .map(config -> with(
                                        config,
                                        requireNonNull(hosts.get(config.name())).upserts()))
                                .toList(),
                        clusters.upserts(),
                        onDemand(next, HostNames.of(known.upserts()), used.upserts())),
                listeners.removed(),
                routeConfigs.removed(),
                removed(hosts),
                clusters.removed(),
                known.removed(),
                used.removed());
    }

    /// What a delta makes of this one, its lists sorted by name.
    ///
    /// @throws IllegalArgumentException when the result is not the one with the delta's id
    public Content apply(DeltaEvent delta) {
        var upserts = delta.upserts();
        var result = next(new Snapshot(
                Difference.apply(snapshot.listeners(), upserts.listeners(), delta.removedListeners(), Listener::name),
                Difference.apply(
                        snapshot.routeConfigs(), merged(delta), delta.removedRouteConfigs(), RouteConfig::name),
                Difference.apply(snapshot.clusters(), upserts.clusters(), delta.removedClusters(), Cluster::name),
                onDemand(
                        upserts,
                        known(snapshot, upserts, delta.removedKnown()),
                        Difference.apply(used(snapshot), used(upserts), delta.removedUsed(), Function.identity()))));
        if (!result.id.equals(delta.id())) {
            throw new IllegalArgumentException("delta on base " + delta.base() + ": result has id " + result.id
                    + " (expected: " + delta.id() + ")");
        }
        return result;
    }

    /// What has changed among the virtual hosts of these route configurations, by their names.
    private Map<String, Difference<VirtualHost>> virtualHosts(List<RouteConfig> changed) {
        var before = hosts();
        return changed.stream()
                .collect(Collectors.toMap(
                        RouteConfig::name,
                        config -> Difference.of(
                                before.getOrDefault(config.name(), List.of()),
                                config.virtualHosts(),
                                VirtualHost::name)));
    }

    private static Map<String, List<String>> removed(Map<String, Difference<VirtualHost>> hosts) {
        return hosts.entrySet().stream()
                .filter(each -> !each.getValue().removed().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().removed()));
    }

    /// The route configurations of a delta with all their virtual hosts.
    private List<RouteConfig> merged(DeltaEvent delta) {
        var before = hosts();
        return delta.upserts().routeConfigs().stream()
                .map(config -> with(
                        config,
                        Difference.apply(
                                before.getOrDefault(config.name(), List.of()),
                                config.virtualHosts(),
                                delta.removedVirtualHosts().getOrDefault(config.name(), List.of()),
                                VirtualHost::name)))
                .toList();
    }

    /// By the names of route configurations.
    private Map<String, List<VirtualHost>> hosts() {
        return snapshot.routeConfigs().stream().collect(Collectors.toMap(RouteConfig::name, RouteConfig::virtualHosts));
    }

    private static RouteConfig with(RouteConfig config, List<VirtualHost> hosts) {
        return new RouteConfig(config.name(), config.port(), hosts);
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

    private static final class Hashing {

        private final Map<String, Part> before;
        private final Map<String, Part> parts = new HashMap<>();
        private final MessageDigest digest = ContentHash.begin();

        Hashing(Map<String, Part> before) {
            this.before = before;
        }

        Content content(Snapshot snapshot) {
            for (var listener : Difference.sorted(snapshot.listeners(), Listener::name)) {
                add("listener " + listener.name(), listener);
            }
            for (var config : Difference.sorted(snapshot.routeConfigs(), RouteConfig::name)) {
                add("routes " + config.name(), with(config, List.of()));
                for (var host : Difference.sorted(config.virtualHosts(), VirtualHost::name)) {
                    add("host " + config.name() + " " + host.name(), host);
                }
            }
            for (var cluster : Difference.sorted(snapshot.clusters(), Cluster::name)) {
                add("cluster " + cluster.name(), cluster);
            }
            var onDemand = snapshot.onDemand();
            if (onDemand != null) {
                add("demand", onDemand.abridged());
            }
            return new Content(ContentHash.end(digest), snapshot, parts);
        }

        private void add(String name, Object value) {
            var known = before.get(name);
            var hash = known != null && known.value.equals(value) ? known.hash : hash(value);
            if (parts.put(name, new Part(value, hash)) != null) {
                throw new IllegalArgumentException("part: " + name + " (expected: unique within its snapshot)");
            }
            update(digest, name + " " + hash + "\n");
        }

        private static String hash(Object part) {
            var digest = ContentHash.begin();
            update(digest, SnapshotJson.write(part));
            return ContentHash.end(digest);
        }

        private static void update(MessageDigest digest, String text) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}

package dev.lateen.cli.pilot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.home.Home;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.snapshot.push.ProxyStatus;
import dev.lateen.snapshot.push.RevisionStatus;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every question that the command asks pilot. Failures are [CommandFailure]s in pilot's own words. Thread-safe.
public final class PilotClient {

    private final PilotHttp http;

    public PilotClient(PilotAddress address) {
        this.http = new PilotHttp(address);
    }

    /// @throws CommandFailure when no mesh runs in this home
    public static PilotClient of(Home home) {
        return new PilotClient(PilotAddress.of(home));
    }

    public Optional<JsonNode> find(ResourceKey key) {
        return find(key, key.kind().preferredApiVersion());
    }

    /// @param namespace null for all namespaces
    public List<JsonNode> list(Kind kind, @Nullable String namespace) {
        var reply = successful(http.api("GET", collection(kind, kind.preferredApiVersion(), namespace), null));
        var items = new ArrayList<JsonNode>();
        reply.body().path("items").forEach(items::add);
        // The items of a list carry neither, as with Kubernetes' own lists.
        items.forEach(item -> ((ObjectNode) item)
                .put("apiVersion", kind.preferredApiVersion())
                .put("kind", kind.kindName()));
        return items;
    }

    /// Creates the resource or replaces the one that is there.
    ///
    /// @param document the whole resource as JSON
    public Written apply(ResourceKey key, JsonNode document) {
        var version = document.path("apiVersion").asText(key.kind().preferredApiVersion());
        var before = find(key, version);
        if (before.isEmpty()) {
            var reply = http.api("POST", collection(key.kind(), version, key.namespace()), document.toString());
            if (reply.status() != 409) {
                successful(reply);
                return new Written(Written.Change.CREATED, reply.warnings(), revisionOf(reply));
            }
        }
        var reply = successful(http.api("PUT", item(key, version), document.toString()));
        boolean same = before.map(PilotClient::resourceVersion)
                .filter(resourceVersion(reply.body())::equals)
                .isPresent();
        var change = same ? Written.Change.UNCHANGED : Written.Change.CONFIGURED;
        return new Written(change, reply.warnings(), revisionOf(reply));
    }

    /// The revision without the resource; empty when there was none.
    public Optional<Long> delete(ResourceKey key) {
        var reply = http.api("DELETE", item(key, key.kind().preferredApiVersion()), null);
        return reply.status() == 404
                ? Optional.empty()
                : Optional.of(successful(reply).revision());
    }

    /// The number of the mesh's latest state.
    public long revision() {
        return successful(http.push("/v1/revision", Duration.ZERO))
                .body()
                .path("revision")
                .asLong();
    }

    /// What pilot holds against the mesh as it is.
    public List<MeshWarning> warnings() {
        var warnings = new ArrayList<MeshWarning>();
        for (var warning : successful(http.push("/v1/warnings", Duration.ZERO)).body()) {
            warnings.add(new MeshWarning(
                    warning.path("resource").asText(),
                    warning.path("path").asText(),
                    warning.path("message").asText(),
                    warning.path("text").asText()));
        }
        return warnings;
    }

    public List<ProxyStatus> proxies() {
        var proxies = new ArrayList<ProxyStatus>();
        successful(http.push("/v1/proxies", Duration.ZERO))
                .body()
                .forEach(proxy -> proxies.add(SnapshotJson.read(proxy.toString(), ProxyStatus.class)));
        return proxies;
    }

    /// What the proxy was sent last.
    public SnapshotEvent config(String proxy) {
        var reply = http.push("/v1/proxies/" + encoded(proxy) + "/config", Duration.ZERO);
        return SnapshotJson.read(successful(reply).text(), SnapshotEvent.class);
    }

    /// Waits until every proxy runs on the revision, at most as long as `wait`.
    public RevisionStatus revision(long number, Duration wait) {
        var reply = http.push("/v1/revisions/" + number + "?wait=" + wait.toMillis() + "ms", wait);
        return SnapshotJson.read(successful(reply).text(), RevisionStatus.class);
    }

    private Optional<JsonNode> find(ResourceKey key, String apiVersion) {
        var reply = http.api("GET", item(key, apiVersion), null);
        return reply.status() == 404
                ? Optional.empty()
                : Optional.of(successful(reply).body());
    }

    private static PilotReply successful(PilotReply reply) {
        if (reply.status() == 401) {
            throw CommandFailure.of(
                    "pilot does not accept the token of this home",
                    "the mesh was started with another home, or its token file was replaced");
        }
        if (!reply.isSuccess()) {
            throw CommandFailure.of(reply.message());
        }
        return reply;
    }

    private static long revisionOf(PilotReply reply) {
        var version = resourceVersion(reply.body());
        return reply.revision() > 0 || !version.matches("\\d{1,18}") ? reply.revision() : Long.parseLong(version);
    }

    private static String resourceVersion(JsonNode resource) {
        return resource.path("metadata").path("resourceVersion").asText();
    }

    private static String item(ResourceKey key, String apiVersion) {
        return collection(key.kind(), apiVersion, key.namespace()) + "/" + encoded(key.name());
    }

    private static String collection(Kind kind, String apiVersion, @Nullable String namespace) {
        var base = (kind.group().isEmpty() ? "/api/" : "/apis/") + apiVersion;
        var within = kind.namespaced() && namespace != null ? "/namespaces/" + encoded(namespace) : "";
        return base + within + "/" + kind.plural();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

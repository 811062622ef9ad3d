package dev.lateen.cli.pilot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every question that the command asks pilot. Failures are [CommandFailure]s in pilot's own words. Thread-safe.
public final class PilotClient {

    private static final String LISTS = "/api/v1/lists";

    private final PilotHttp http;

    public PilotClient(PilotAddress address) {
        this.http = new PilotHttp(address);
    }

    /// @throws CommandFailure when no mesh runs in this home
    public static PilotClient of(Home home) {
        return new PilotClient(PilotAddress.of(home));
    }

    public Optional<JsonNode> find(ResourceKey key) {
        return found(http.api("GET", item(key), null));
    }

    /// The resource as a `Table` of the Kubernetes API.
    public Optional<JsonNode> table(ResourceKey key) {
        return found(http.apiTable(item(key)));
    }

    /// @param namespace null for all namespaces
    public JsonNode table(Kind kind, @Nullable String namespace) {
        return successful(http.apiTable(collection(kind, namespace))).body();
    }

    /// @param namespace null for all namespaces
    public List<JsonNode> list(Kind kind, @Nullable String namespace) {
        var reply = successful(http.api("GET", collection(kind, namespace), null));
        var items = new ArrayList<JsonNode>();
        reply.body().path("items").forEach(items::add);
        // The items of a list carry neither, as with Kubernetes' own lists.
        items.forEach(item -> ((ObjectNode) item)
                .put("apiVersion", kind.preferredApiVersion())
                .put("kind", kind.kindName()));
        return items;
    }

    /// Creates the resources or replaces those that are there: all of them in one revision, or none.
    ///
    /// @param documents whole resources as JSON, with their namespaces
    /// @return one for each document, in that order
    public List<Written> apply(List<? extends JsonNode> documents) {
        return written(http.api("POST", LISTS, list(documents).toString()));
    }

    public Written apply(JsonNode document) {
        return apply(List.of(document)).getFirst();
    }

    /// Deletes all that is there of it in one revision, or nothing; one for each key, in that order.
    public List<Written> delete(List<ResourceKey> keys) {
        return written(http.api(
                "DELETE",
                LISTS,
                list(keys.stream().map(PilotClient::reference).toList()).toString()));
    }

    public Written delete(ResourceKey key) {
        return delete(List.of(key)).getFirst();
    }

    /// The canary of a VirtualService, of the kind `Ramp`; a `Status` with a message when there is none.
    public JsonNode ramp(ResourceKey virtualService) {
        var reply = http.api("GET", ramp(virtualService, ""), null);
        return reply.status() == 404 ? reply.body() : successful(reply).body();
    }

    /// @param plan what pilot takes for one
    public JsonNode beginRamp(ResourceKey virtualService, JsonNode plan) {
        return successful(http.api("POST", ramp(virtualService, ""), plan.toString()))
                .body();
    }

    /// @param order `abort`, `promote`, `pause` or `resume`
    public JsonNode orderRamp(ResourceKey virtualService, String order) {
        return successful(http.api("POST", ramp(virtualService, "/" + order), "{}"))
                .body();
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

    private static Optional<JsonNode> found(PilotReply reply) {
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

    private static List<Written> written(PilotReply reply) {
        long revision = successful(reply).revision();
        var all = new ArrayList<Written>();
        for (var status : reply.body().path("items")) {
            var warnings = new ArrayList<String>();
            for (var cause : status.path("details").path("causes")) {
                var field = cause.path("field").asText();
                warnings.add((field.isEmpty() ? "" : field + ": ")
                        + cause.path("message").asText());
            }
            var change = Written.Change.valueOf(status.path("reason").asText().toUpperCase(Locale.ROOT));
            all.add(new Written(change, warnings, revision));
        }
        return all;
    }

    /// As users write several resources in one document.
    public static ObjectNode list(List<? extends JsonNode> items) {
        var list = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "List");
        list.putArray("items").addAll(items);
        return list;
    }

    private static ObjectNode reference(ResourceKey key) {
        var reference = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", key.kind().preferredApiVersion())
                .put("kind", key.kind().kindName());
        reference.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        return reference;
    }

    private static String ramp(ResourceKey key, String order) {
        return item(key) + "/ramp" + order;
    }

    private static String item(ResourceKey key) {
        return collection(key.kind(), key.namespace()) + "/" + encoded(key.name());
    }

    private static String collection(Kind kind, @Nullable String namespace) {
        var base = (kind.group().isEmpty() ? "/api/" : "/apis/") + kind.preferredApiVersion();
        var within = kind.namespaced() && namespace != null ? "/namespaces/" + encoded(namespace) : "";
        return base + within + "/" + kind.plural();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

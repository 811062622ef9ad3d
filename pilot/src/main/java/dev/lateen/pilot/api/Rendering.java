package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.kubernetes.Confidential;
import dev.lateen.api.meta.Kind;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.status.ResourceStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// Resources as clients see them: in the version they ask for, with the metadata that the server owns, the values of
/// Secrets hidden. What a file of the watched directory does not say is filled in so that it stays the same across
/// restarts.
final class Rendering {

    /// Where kubectl keeps the whole of what was applied.
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private Rendering() {}

    static ObjectNode one(Entry entry, String apiVersion) {
        ObjectNode document = whole(entry, apiVersion);
        if (entry.key().kind() == Kind.SECRET) {
            hide(document.path("data"), Confidential.HIDDEN_BASE64);
            hide(document.path("stringData"), Confidential.HIDDEN);
            if (document.at("/metadata/annotations") instanceof ObjectNode annotations) {
                annotations.remove(LAST_APPLIED);
            }
        }
        return document;
    }

    private static void hide(JsonNode values, String shown) {
        if (values instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> object.put(name, shown));
        }
    }

    /// With the values of Secrets: for what stays in pilot.
    static ObjectNode whole(Entry entry, String apiVersion) {
        ObjectNode document = entry.resource().document().deepCopy();
        document.put("apiVersion", apiVersion);
        ObjectNode metadata =
                document.path("metadata") instanceof ObjectNode given ? given : document.putObject("metadata");
        if (entry.key().kind().namespaced()) {
            metadata.put("namespace", entry.key().namespace());
        }
        if (!metadata.has("uid")) {
            metadata.put("uid", stableUid(entry));
        }
        metadata.put("generation", entry.generation());
        metadata.put("resourceVersion", Long.toString(entry.revision()));
        ResourceStatus status = entry.status();
        if (ResourceStatus.isOf(entry.key().kind())) {
            document.remove("status");
            if (status != null) {
                document.set("status", status.json());
            }
        } else if (entry.key().kind() == Kind.NAMESPACE && !document.has("status")) {
            document.putObject("status").put("phase", "Active");
        }
        return document;
    }

    static ObjectNode list(List<Entry> entries, ResourcePath path, long revision) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("apiVersion", path.apiVersion()).put("kind", path.kind().kindName() + "List");
        list.putObject("metadata").put("resourceVersion", Long.toString(revision));
        ArrayNode items = list.putArray("items");
        entries.forEach(entry -> items.add(one(entry, path.apiVersion())));
        return list;
    }

    static String uidOf(Entry entry) {
        return one(entry, entry.resource().apiVersion())
                .path("metadata")
                .path("uid")
                .asText();
    }

    private static String stableUid(Entry entry) {
        return UUID.nameUUIDFromBytes(entry.key().toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}

package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Kubernetes' strategic merge patch, for its own kinds: like a merge patch, but elements of some lists are found by a
/// key. `kubectl apply`, `edit` and `patch` send it for a Service, say.
final class StrategicMergePatch {

    private static final String DIRECTIVE = "$patch";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
    private static final String RETAIN_KEYS = "$retainKeys";

    /// The key of each list that is merged, by the list's name; of several, the first that the elements have.
    private static final Map<String, List<String>> KEYS = Map.of(
            "ports", List.of("containerPort", "port"),
            "containers", List.of("name"),
            "initContainers", List.of("name"),
            "env", List.of("name"),
            "volumes", List.of("name"),
            "volumeMounts", List.of("mountPath"),
            "imagePullSecrets", List.of("name"),
            "hostAliases", List.of("ip"),
            "ownerReferences", List.of("uid"),
            "conditions", List.of("type"));

    private StrategicMergePatch() {}

    static ObjectNode apply(ObjectNode target, ObjectNode patch) {
        if (patch.path(DIRECTIVE).asText().equals("replace")) {
            return patch.deepCopy().without(DIRECTIVE);
        }
        ObjectNode merged = target.deepCopy();
        if (patch.has(RETAIN_KEYS)) {
            List<String> kept = texts(patch.path(RETAIN_KEYS));
            merged.retain(kept);
        }
        patch.properties().forEach(change -> {
            String name = change.getKey();
            if (name.startsWith(DELETE_PRIMITIVES)) {
                String list = name.substring(DELETE_PRIMITIVES.length());
                merged.set(list, without(merged.path(list), texts(change.getValue())));
            } else if (!name.startsWith("$")) {
                field(merged, name, change.getValue());
            }
        });
        patch.properties().forEach(change -> {
            if (change.getKey().startsWith(ORDER)) {
                order(merged, change.getKey().substring(ORDER.length()), change.getValue());
            }
        });
        return merged;
    }

    private static void field(ObjectNode merged, String name, JsonNode value) {
        boolean deleted = value.isNull() || value.path(DIRECTIVE).asText().equals("delete");
        if (deleted) {
            merged.remove(name);
        } else if (value instanceof ObjectNode changes) {
            ObjectNode before =
                    merged.path(name) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
            merged.set(name, apply(before, changes));
        } else if (value instanceof ArrayNode changes && KEYS.containsKey(name)) {
            merged.set(name, list(name, merged.path(name), changes));
        } else if (value instanceof ArrayNode changes && name.equals("finalizers")) {
            ArrayNode all = without(merged.path(name), texts(changes));
            merged.set(name, all.addAll(changes));
        } else {
            merged.set(name, value.deepCopy());
        }
    }

    private static ArrayNode list(String name, JsonNode before, ArrayNode changes) {
        List<JsonNode> elements = new ArrayList<>();
        boolean replaced = false;
        for (JsonNode change : changes) {
            replaced |= change.path(DIRECTIVE).asText().equals("replace") && change.size() == 1;
        }
        if (!replaced) {
            before.forEach(elements::add);
        }
        for (JsonNode change : changes) {
            if (change instanceof ObjectNode object) {
                merge(name, elements, object);
            } else {
                elements.add(change);
            }
        }
        return JsonNodeFactory.instance.arrayNode().addAll(elements);
    }

    private static void merge(String name, List<JsonNode> elements, ObjectNode change) {
        Optional<String> key = keyOf(name, change);
        if (key.isEmpty()) {
            return; // a directive for the list as a whole
        }
        JsonNode value = change.path(key.get());
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).path(key.get()).equals(value)) {
                if (change.path(DIRECTIVE).asText().equals("delete")) {
                    elements.remove(i);
                } else {
                    elements.set(i, apply((ObjectNode) elements.get(i), change));
                }
                return;
            }
        }
        if (!change.has(DIRECTIVE)) {
            elements.add(change.deepCopy());
        }
    }

    /// Those that are named first, in that order; the others behind them as they were.
    private static void order(ObjectNode merged, String name, JsonNode order) {
        List<JsonNode> rest = new ArrayList<>();
        merged.path(name).forEach(rest::add);
        ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
        for (JsonNode each : order) {
            Optional<String> key = each.isObject() ? keyOf(name, each) : Optional.empty();
            rest.removeIf(element -> {
                boolean same =
                        key.map(k -> element.path(k).equals(each.path(k))).orElse(element.equals(each));
                if (same) {
                    sorted.add(element);
                }
                return same;
            });
        }
        if (merged.has(name)) {
            merged.set(name, sorted.addAll(rest));
        }
    }

    private static Optional<String> keyOf(String list, JsonNode element) {
        return KEYS.getOrDefault(list, List.of()).stream().filter(element::has).findFirst();
    }

    private static ArrayNode without(JsonNode list, List<String> gone) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        list.forEach(element -> {
            if (!gone.contains(element.asText())) {
                kept.add(element);
            }
        });
        return kept;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}

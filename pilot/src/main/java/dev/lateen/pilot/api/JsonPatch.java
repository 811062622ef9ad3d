package dev.lateen.pilot.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// JSON Patch, RFC 6902: operations in order, all or nothing.
final class JsonPatch {

    private JsonPatch() {}

    /// @throws IllegalArgumentException naming the operation that cannot be done
    static JsonNode apply(JsonNode target, JsonNode patch) {
        JsonNode document = target.deepCopy();
        for (JsonNode operation : patch) {
            try {
                document = step(document, operation);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("%s: %s".formatted(operation, e.getMessage()), e);
            }
        }
        return document;
    }

    private static JsonNode step(JsonNode document, JsonNode operation) {
        JsonPointer path = JsonPointer.compile(operation.path("path").asText());
        JsonPointer from = JsonPointer.compile(operation.path("from").asText());
        return switch (operation.path("op").asText()) {
            case "add" -> add(document, path, operation.path("value"));
            case "remove" -> remove(document, path);
            case "replace" -> add(remove(document, path), path, operation.path("value"));
            case "copy" -> add(document, path, existing(document, from).deepCopy());
            case "move" -> {
                JsonNode moved = existing(document, from);
                yield add(remove(document, from), path, moved);
            }
            case "test" -> {
                if (!document.at(path).equals(operation.path("value"))) {
                    throw new IllegalArgumentException("the value is " + document.at(path));
                }
                yield document;
            }
            default -> throw new IllegalArgumentException("op (expected: add, remove, replace, move, copy or test)");
        };
    }

    private static JsonNode add(JsonNode document, JsonPointer path, JsonNode value) {
        if (path.matches()) {
            return value;
        }
        String name = path.last().getMatchingProperty();
        switch (existing(document, path.head())) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode array -> array.insert(name.equals("-") ? array.size() : index(name, array.size()), value);
            default -> throw new IllegalArgumentException("nothing can be added at " + path);
        }
        return document;
    }

    private static JsonNode remove(JsonNode document, JsonPointer path) {
        existing(document, path);
        if (!path.matches()) {
            String name = path.last().getMatchingProperty();
            switch (document.at(path.head())) {
                case ObjectNode object -> object.remove(name);
                case ArrayNode array -> array.remove(index(name, array.size() - 1));
                default -> throw new IllegalArgumentException("nothing can be removed at " + path);
            }
        }
        return document;
    }

    private static JsonNode existing(JsonNode document, JsonPointer path) {
        JsonNode node = document.at(path);
        if (node.isMissingNode()) {
            throw new IllegalArgumentException("nothing is at " + path);
        }
        return node;
    }

    private static int index(String text, int most) {
        if (!text.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException("index %s (expected: 0..%d)".formatted(text, most));
        }
        return Integer.parseInt(text);
    }
}

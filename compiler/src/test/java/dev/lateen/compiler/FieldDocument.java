package dev.lateen.compiler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Documents for one of the [Fields].
final class FieldDocument {

    private FieldDocument() {}

    /// A document in which only this field is there.
    static ObjectNode of(String path) {
        var document = JsonNodeFactory.instance.objectNode();
        fill(document, path);
        return document;
    }

    private static void fill(ObjectNode parent, String path) {
        int dot = path.indexOf('.');
        var head = dot < 0 ? path : path.substring(0, dot);
        boolean isList = head.endsWith("[]");
        var name = isList ? head.substring(0, head.length() - 2) : head.equals("*") ? "some-key" : head;
        if (dot < 0) {
            if (isList) {
                parent.putArray(name).add("value");
            } else {
                parent.put(name, "value");
            }
            return;
        }
        ObjectNode child;
        if (isList) {
            ArrayNode list = parent.putArray(name);
            child = list.addObject();
        } else {
            child = parent.putObject(name);
        }
        fill(child, path.substring(dot + 1));
    }
}

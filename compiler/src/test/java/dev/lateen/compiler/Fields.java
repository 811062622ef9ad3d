package dev.lateen.compiler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The fields of a kind as its records have them, in the notation of [HonouredPaths].
final class Fields {

    private Fields() {}

    /// The paths of all that have no fields of their own.
    static SortedSet<String> of(Kind kind) {
        var fields = new TreeSet<String>();
        collect(kind.specType(), root(kind), fields);
        return fields;
    }

    /// Where the fields of the kind begin: `spec` or nothing.
    static String root(Kind kind) {
        return kind.hasSpec() ? "spec" : "";
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// `path` with `[]` for a list and `.*` for a map behind it.
    static String elements(Type type, String path) {
        return switch (type) {
            case ParameterizedType list
            when list.getRawType() == List.class -> elements(list.getActualTypeArguments()[0], path + "[]");
            case ParameterizedType map
            when map.getRawType() == Map.class -> elements(map.getActualTypeArguments()[1], path + ".*");
            default -> path;
        };
    }

    /// What a list or map holds in the end; the type itself when it is none.
    static Class<?> element(Type type) {
        return switch (type) {
            case ParameterizedType generic
            when generic.getRawType() == List.class -> element(generic.getActualTypeArguments()[0]);
            case ParameterizedType generic
            when generic.getRawType() == Map.class -> element(generic.getActualTypeArguments()[1]);
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> (Class<?>) type;
        };
    }

    private static void collect(Class<?> record, String path, SortedSet<String> fields) {
        for (RecordComponent component : record.getRecordComponents()) {
            var type = component.getGenericType();
            var at = elements(type, join(path, component.getName()));
            if (element(type).isRecord()) {
                collect(element(type), at, fields);
            } else {
                fields.add(at);
            }
        }
    }

    /// A document in which only this field is there.
    static ObjectNode document(String path) {
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

package dev.lateen.compiler;

import dev.lateen.api.meta.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
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

    /// What a value that has no fields is in JSON, or `duration` for a text that stands for one.
    static String scalar(Class<?> type) {
        if (type == Duration.class) {
            return "duration";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "boolean";
        }
        if (type == Double.class || type == double.class) {
            return "number";
        }
        return Number.class.isAssignableFrom(type) || type.isPrimitive() ? "integer" : "string";
    }
}

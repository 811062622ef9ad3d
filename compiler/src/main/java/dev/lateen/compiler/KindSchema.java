package dev.lateen.compiler;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.kubernetes.IntOrString;
import dev.lateen.api.meta.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.SortedSet;

/// The OpenAPI schema of a kind, made of its records: each field with its type, its meaning and whether it is
/// honoured. Objects are written out where they stand, since a field may be honoured at one place only.
public final class KindSchema {

    private static final Meanings MEANINGS = new Meanings();
    private static final String NOT_HONOURED = "Not honoured yet: whoever sets it is warned.";

    private final Kind kind;
    private final SortedSet<String> honoured;

    private KindSchema(Kind kind) {
        this.kind = kind;
        this.honoured = HonouredPaths.of(kind).patterns();
    }

    /// Without `apiVersion`, `kind`, `metadata` and `status`: what a user says about the kind, in `spec` or beside
    /// `metadata`.
    public static ObjectNode of(Kind kind) {
        return new KindSchema(kind).whole();
    }

    /// One sentence for the kind as a whole.
    public static String description(Kind kind) {
        return UnhonouredKinds.consequence(kind)
                .map(consequence -> kind.kindName() + " " + consequence + ".")
                .orElse(kind.kindName() + " as a mesh reads it; a field that is not honoured yet says so.");
    }

    private ObjectNode whole() {
        var fields = JsonNodeFactory.instance.objectNode();
        object(kind.specType(), Fields.root(kind), fields);
        if (!kind.hasSpec()) {
            return fields;
        }
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties").set("spec", fields.put("description", "What is asked for."));
        return schema;
    }

    private void object(Class<?> record, String path, ObjectNode schema) {
        var properties = schema.put("type", "object").putObject("properties");
        for (var component : record.getRecordComponents()) {
            var field = properties.putObject(component.getName());
            var at = Fields.elements(component.getGenericType(), Fields.join(path, component.getName()));
            field.put("description", description(record, component, at));
            type(component, component.getGenericType(), at, field);
        }
    }

    private String description(Class<?> record, RecordComponent component, String at) {
        var meaning = MEANINGS.of(record, component.getName());
        boolean silent = UnhonouredKinds.consequence(kind).isPresent()
                || honoured.stream().anyMatch(path -> path.equals(at) || path.startsWith(at + "."));
        return silent ? meaning : (meaning + " " + NOT_HONOURED).strip();
    }

    private void type(RecordComponent component, Type type, String at, ObjectNode schema) {
        if (type instanceof ParameterizedType generic) {
            boolean isList = generic.getRawType() == List.class;
            schema.put("type", isList ? "array" : "object");
            var element = generic.getActualTypeArguments()[isList ? 0 : 1];
            type(component, element, at, schema.putObject(isList ? "items" : "additionalProperties"));
        } else if (Fields.element(type).isRecord()) {
            object(Fields.element(type), at, schema);
        } else if (component.isAnnotationPresent(IntOrString.class)) {
            schema.put("x-kubernetes-int-or-string", true);
        } else {
            scalar(Fields.element(type), schema);
        }
    }

    private static void scalar(Class<?> type, ObjectNode schema) {
        var name = Fields.scalar(type);
        schema.put("type", name.equals("duration") ? "string" : name);
        if (type.isEnum()) {
            var constants = schema.putArray("enum");
            for (var constant : type.getEnumConstants()) {
                constants.add(constant.toString());
            }
        }
    }
}

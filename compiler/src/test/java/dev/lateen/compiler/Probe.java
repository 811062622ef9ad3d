package dev.lateen.compiler;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Metadata;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.meta.SourceMap;
import dev.lateen.api.validation.Validator;
import dev.lateen.api.validation.Violation;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Asks the compiler and the validator what they say to a resource in which one field is there, and nothing else.
final class Probe {

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
    private static final String KEY = "some-key";

    private final Kind kind;
    private final String field;

    /// @param field as in [Fields#of]
    Probe(Kind kind, String field) {
        this.kind = kind;
        this.field = field;
    }

    /// What is said when the field is there, whatever it holds.
    List<String> warnings() {
        return UnhonouredFields.of(resource(null)).stream()
                .filter(warning -> field.startsWith(pattern(warning)))
                .map(Violation::message)
                .filter(message -> message.startsWith("not honoured yet"))
                .toList();
    }

    /// What is said to this value, or to the field being absent: null.
    List<String> warnings(@Nullable Object value) {
        var absent = UnhonouredValues.of(resource(null), resource(null).spec());
        return UnhonouredValues.of(resource(value), resource(value).spec()).stream()
                .filter(warning -> pattern(warning).equals(field) || (isNear(warning) && !says(absent, warning)))
                .map(Violation::message)
                .toList();
    }

    /// Why this value is refused, when the field being absent is not.
    List<String> errors(Object value) {
        var absent = Validator.validate(resource(null));
        return Validator.validate(resource(value)).stream()
                .filter(violation -> violation.isError() && isNear(violation) && !says(absent, violation))
                .map(Violation::message)
                .toList();
    }

    private boolean isNear(Violation violation) {
        return field.startsWith(pattern(violation)) || pattern(violation).startsWith(field);
    }

    private static boolean says(List<Violation> violations, Violation one) {
        return violations.stream().anyMatch(other -> other.message().equals(one.message()));
    }

    private String pattern(Violation violation) {
        return INDEX.matcher(violation.path()).replaceAll("[]").replace("." + KEY, ".*");
    }

    private Resource<?> resource(@Nullable Object value) {
        var namespace = kind.namespaced() ? "default" : "";
        var segments = field.replace("[]", ".[]").split("\\.", -1);
        var path = Arrays.asList(segments).subList(kind.hasSpec() ? 1 : 0, segments.length);
        return new Resource<>(
                new ResourceKey(kind, namespace, "probe"),
                kind.preferredApiVersion(),
                new Metadata("probe", namespace, Map.of(), Map.of(), null, null, 0, null),
                create(kind.specType(), path, value),
                FieldDocument.of(field),
                SourceMap.UNKNOWN);
    }

    private static @Nullable Object build(Type type, List<String> path, @Nullable Object leaf) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return Stream.ofNullable(build(list.getActualTypeArguments()[0], rest(path), leaf))
                    .toList();
        }
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            var value = build(map.getActualTypeArguments()[1], rest(path), leaf);
            return value == null ? Map.of() : Map.of(KEY, value);
        }
        return type instanceof Class<?> record && record.isRecord() && !path.isEmpty()
                ? create(record.asSubclass(Record.class), path, leaf)
                : leaf;
    }

    private static List<String> rest(List<String> path) {
        return path.subList(1, path.size());
    }

    private static Record create(Class<? extends Record> type, List<String> path, @Nullable Object leaf) {
        var components = type.getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            var value = components[i].getName().equals(path.getFirst())
                    ? build(components[i].getGenericType(), rest(path), leaf)
                    : null;
            arguments[i] = value == null ? absent(types[i]) : value;
        }
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot create " + type.getName(), e);
        }
    }

    private static @Nullable Object absent(Class<?> type) {
        if (type == List.class) {
            return List.of();
        }
        if (type == Map.class) {
            return Map.of();
        }
        // One element of a new array of primitives is what they are without a value; that of objects is null.
        return Array.get(Array.newInstance(type, 1), 0);
    }
}

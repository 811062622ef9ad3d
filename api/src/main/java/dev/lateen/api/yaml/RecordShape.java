package dev.lateen.api.yaml;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The components of a record type and its canonical constructor, looked up once.
record RecordShape(Class<?> type, Map<String, RecordComponent> components, Constructor<?> constructor) {

    private static final Map<Class<?>, RecordShape> SHAPES = new ConcurrentHashMap<>();

    static RecordShape of(Class<?> type) {
        return SHAPES.computeIfAbsent(type, RecordShape::read);
    }

    private static RecordShape read(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Map<String, RecordComponent> byName = new LinkedHashMap<>();
        for (RecordComponent component : components) {
            byName.put(component.getName(), component);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new RecordShape(type, byName, constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("no canonical constructor: " + type.getName(), e);
        }
    }

    /// What a component is when the document does not have it: empty list or map, zero, false, or null.
    static @org.jspecify.annotations.Nullable Object absent(Class<?> type) {
        if (type == List.class) {
            return List.of();
        }
        if (type == Map.class) {
            return Map.of();
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == double.class) {
            return 0.0;
        }
        return null;
    }
}

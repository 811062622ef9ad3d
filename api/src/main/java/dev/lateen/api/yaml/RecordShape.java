package dev.lateen.api.yaml;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The components of a record type and its canonical constructor, looked up once.
record RecordShape(Class<?> type, Map<String, Component> components, Constructor<?> constructor) {

    private static final Map<Class<?>, RecordShape> SHAPES = new ConcurrentHashMap<>();

    /// @param index of the constructor's argument
    record Component(int index, RecordComponent declared, Type type) {}

    static RecordShape of(Class<?> type) {
        return SHAPES.computeIfAbsent(type, RecordShape::read);
    }

    private static RecordShape read(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Map<String, Component> byName = new LinkedHashMap<>();
        for (RecordComponent component : components) {
            byName.put(component.getName(), new Component(byName.size(), component, component.getGenericType()));
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

    /// A new array of arguments for the constructor, as if the document had none of the components.
    @Nullable
    Object[] absent() {
        @Nullable Object[] arguments = new Object[components.size()];
        for (Component component : components.values()) {
            arguments[component.index()] = absent(component.declared().getType());
        }
        return arguments;
    }

    Object create(@Nullable Object[] arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("cannot create " + type.getName(), e);
        }
    }

    /// What a component is when the document does not have it: empty list or map, zero, false, or null.
    private static @Nullable Object absent(Class<?> type) {
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

package dev.lateen.pilot.api;

import dev.lateen.api.meta.ResourceKey;
import dev.lateen.pilot.registry.Entry;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which resources of a collection a list or watch is about.
record Selection(ResourcePath path, Predicate<Map<String, String>> labels, Predicate<ResourceKey> fields) {

    static Selection of(ResourcePath path, ApiRequest request) {
        try {
            return new Selection(
                    path,
                    LabelExpression.parse(request.query().getOrDefault("labelSelector", "")),
                    fields(request.query().getOrDefault("fieldSelector", "")));
        } catch (IllegalArgumentException e) {
            throw new ApiError(ApiStatus.badRequest(String.valueOf(e.getMessage())));
        }
    }

    boolean test(@Nullable Entry entry) {
        return entry != null
                && entry.key().kind() == path.kind()
                && (path.namespace() == null
                        || path.namespace().equals(entry.key().namespace()))
                && (path.name() == null || path.name().equals(entry.key().name()))
                && fields.test(entry.key())
                && labels.test(entry.resource().metadata().labels());
    }

    private static Predicate<ResourceKey> fields(String selector) {
        Predicate<ResourceKey> all = key -> true;
        for (String part : selector.split(",", -1)) {
            if (!part.isBlank()) {
                all = all.and(field(part.strip()));
            }
        }
        return all;
    }

    private static Predicate<ResourceKey> field(String part) {
        boolean negative = part.contains("!=");
        String[] sides = part.split("!=|==|=", 2);
        if (sides.length == 2 && sides[0].equals("metadata.name")) {
            return key -> negative != key.name().equals(sides[1]);
        }
        if (sides.length == 2 && sides[0].equals("metadata.namespace")) {
            return key -> negative != key.namespace().equals(sides[1]);
        }
        throw new IllegalArgumentException(
                "fieldSelector: %s (expected: metadata.name=… or metadata.namespace=…)".formatted(part));
    }
}

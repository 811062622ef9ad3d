package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.validation.Violation;
import dev.lateen.snapshot.WeightPolicy;
import dev.lateen.snapshot.WeightPolicy.Sticky;
import dev.lateen.snapshot.WeightPolicy.Sticky.By;
import dev.lateen.snapshot.route.StickyChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Annotations under `traffic.lateen.dev/` of a VirtualService: what Lateen does beyond Istio's fields. A value that is
/// not one of the expected ones counts as absent, and a warning says so.
final class TrafficAnnotations {

    static final String PREFIX = "traffic.lateen.dev/";

    private static final Pattern STICKY =
            Pattern.compile("cookie|source-ip|header:[!#$%&'*+.^_`|~0-9A-Za-z-]+", Pattern.DOTALL);

    private static final String HEADER = "header:";

    enum Key {
        /// How a caller of a weighted rule is known, so that it keeps the destination that it was given.
        STICKY(
                "sticky",
                "cookie, header:<name> or source-ip",
                value -> TrafficAnnotations.STICKY.matcher(value).matches()),
        /// Whether callers that a cookie names stay at a destination whose weight has become 0.
        DRAIN("drain", "true", "false"),
        /// Whether a destination without a usable endpoint gives its share to the others.
        HEALTH_AWARE("health-aware", "true", "false"),
        /// Whether a fault is injected into each attempt or, as in Istio, into the request as a whole.
        FAULT_SCOPE("fault-scope", "attempt", "request"),
        /// Where a retry goes beyond what `retries` says.
        RETRY_ON("retry-on", "other-destination"),
        /// Pilot's note of a canary that it leads.
        RAMP("ramp", "what `lateen canary` writes", RampNote::isNote);

        private final String name;
        private final String expected;
        private final Predicate<String> valid;

        Key(String name, String... values) {
            this(name, String.join(" or ", values), Arrays.asList(values)::contains);
        }

        Key(String name, String expected, Predicate<String> valid) {
            this.name = name;
            this.expected = expected;
            this.valid = valid;
        }
    }

    private final Map<Key, String> values;

    private TrafficAnnotations(Map<Key, String> values) {
        this.values = values;
    }

    static TrafficAnnotations of(Resource<VirtualService> resource) {
        var values = new EnumMap<Key, String>(Key.class);
        for (var key : Key.values()) {
            var given = resource.metadata().annotations().get(PREFIX + key.name);
            if (given != null && key.valid.test(given)) {
                values.put(key, given);
            }
        }
        return new TrafficAnnotations(values);
    }

    /// Those of a delegate: what it does not say is inherited.
    TrafficAnnotations over(TrafficAnnotations root) {
        var merged = new EnumMap<Key, String>(Key.class);
        merged.putAll(root.values);
        merged.putAll(values);
        return new TrafficAnnotations(merged);
    }

    /// Nobody stays at a destination whose weight has become 0.
    TrafficAnnotations withoutDrain() {
        var rest = new EnumMap<Key, String>(Key.class);
        rest.putAll(values);
        rest.remove(Key.DRAIN);
        return new TrafficAnnotations(rest);
    }

    /// Null when nobody says anything, or something that is not expected.
    @Nullable
    String value(Key key) {
        return values.get(key);
    }

    boolean is(Key key, String value) {
        return value.equals(values.get(key));
    }

    /// For a rule of this resource with several destinations.
    WeightPolicy weightPolicy(Resource<VirtualService> owner) {
        return new WeightPolicy(is(Key.HEALTH_AWARE, "false"), sticky(owner), is(Key.DRAIN, "true"));
    }

    /// One cookie for all rules of a VirtualService.
    private @Nullable Sticky sticky(Resource<VirtualService> owner) {
        var given = values.get(Key.STICKY);
        if (given == null) {
            return null;
        }
        return switch (given) {
            case "source-ip" -> new Sticky(By.SOURCE_IP, null);
            case "cookie" -> {
                int hash = (int) StickyChoice.hash(
                        owner.key().namespace() + "/" + owner.key().name());
                yield new Sticky(By.COOKIE, "lateen-canary-" + HexFormat.of().toHexDigits(hash));
            }
            default -> new Sticky(By.HEADER, given.substring(HEADER.length()).toLowerCase(Locale.ROOT));
        };
    }

    /// A warning for each unknown name and each value that is not expected.
    static List<Violation> problems(Resource<?> resource) {
        var problems = new ArrayList<Violation>();
        resource.metadata().annotations().forEach((annotation, value) -> {
            if (annotation.startsWith(PREFIX)) {
                var problem = problem(annotation.substring(PREFIX.length()), value);
                if (problem != null) {
                    problems.add(Violation.warning(resource, "metadata.annotations." + annotation, problem));
                }
            }
        });
        var annotations = resource.metadata().annotations();
        if ("true".equals(annotations.get(PREFIX + Key.DRAIN.name))
                && !"cookie".equals(annotations.get(PREFIX + Key.STICKY.name))) {
            problems.add(Violation.warning(
                    resource,
                    "metadata.annotations." + PREFIX + Key.DRAIN.name,
                    "\"true\" (expected: with " + PREFIX + "sticky: cookie, which alone remembers who is where); it has"
                            + " no effect"));
        }
        return problems;
    }

    private static @Nullable String problem(String name, String value) {
        for (var key : Key.values()) {
            if (key.name.equals(name)) {
                return key.valid.test(value)
                        ? null
                        : "\"" + value + "\" (expected: " + key.expected + "); it has no effect";
            }
        }
        var known = Arrays.stream(Key.values()).map(key -> key.name).collect(Collectors.joining(", "));
        return "unknown (expected under " + PREFIX + ": " + known + "); it has no effect";
    }
}

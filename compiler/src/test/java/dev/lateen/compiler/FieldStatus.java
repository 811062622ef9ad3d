package dev.lateen.compiler;

import dev.lateen.api.meta.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What Lateen does with one field at one place, in words, as the code itself says when it is asked.
final class FieldStatus {

    private static final Pattern EXPECTED = Pattern.compile("\\(expected: (.*)\\)$");

    /// For fields whose type does not say which values there are.
    private static final List<String> TEXTS = List.of(
            "HTTP",
            "HTTP2",
            "GRPC",
            "GRPC-WEB",
            "HTTPS",
            "TLS",
            "TCP",
            "UDP",
            "MONGO",
            "None",
            "ExternalName",
            "192.0.2.1",
            "a.example",
            "unix:///run/a.sock",
            "*");

    private FieldStatus() {}

    static String of(Kind kind, String field, Class<?> type) {
        if (UnhonouredKinds.consequence(kind).isPresent()) {
            return "checked, no effect";
        }
        var probe = new Probe(kind, field);
        if (!HonouredPaths.of(kind).patterns().contains(field)) {
            return probe.warnings().getFirst().replaceFirst("^not honoured yet", "warned about");
        }
        var status = new StringJoiner("; ").add("honoured");
        var values = values(type);
        var exceptions = exceptions(probe, values);
        exceptions.forEach((expected, odd) -> {
            var names = odd.size() * 2 > values.size() && type == String.class
                    ? "other values are warned about"
                    : String.join(", ", odd) + (odd.size() == 1 ? " is" : " are") + " warned about";
            status.add(names + " (expected: " + expected + ")");
        });
        if (exceptions.isEmpty()) {
            probe.warnings(null).forEach(message -> status.add("without it: " + message));
        }
        refused(probe, type).forEach(name -> status.add(name + " is refused"));
        return status.toString();
    }

    private static Map<String, List<String>> exceptions(Probe probe, List<?> values) {
        var exceptions = new LinkedHashMap<String, List<String>>();
        for (var value : values) {
            for (var message : probe.warnings(value)) {
                var expected = EXPECTED.matcher(message);
                exceptions
                        .computeIfAbsent(expected.find() ? expected.group(1) : message, _ -> new ArrayList<>())
                        .add("`" + value + "`");
            }
        }
        return exceptions;
    }

    /// The constants that are never admitted, while others are.
    private static List<String> refused(Probe probe, Class<?> type) {
        if (!type.isEnum()) {
            return List.of();
        }
        var errors = new LinkedHashMap<String, List<String>>();
        values(type).forEach(value -> errors.put("`" + value + "`", probe.errors(value)));
        var common = new TreeSet<>(errors.values().iterator().next());
        errors.values().forEach(common::retainAll);
        return errors.entrySet().stream()
                .filter(entry -> !common.containsAll(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<?> values(Class<?> type) {
        if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        }
        if (type == Boolean.class || type == boolean.class) {
            return List.of(true, false);
        }
        return type == String.class ? TEXTS : List.of();
    }
}

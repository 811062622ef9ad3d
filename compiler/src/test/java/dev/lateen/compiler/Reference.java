package dev.lateen.compiler;

import dev.lateen.api.meta.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// The text of `docs/reference.md`: each kind, each of its objects, each field, with what Lateen does about it.
///
/// Types and places come from the records, the status from [FieldStatus], the meanings from [Meanings].
final class Reference {

    private static final String HEAD = """
            # Reference: every kind and every field

            This page is made of the code and tested against it, so it says what this version does, not what is planned. A field is

            - **honoured**: it does what Istio documents; exceptions are named,
            - **warned about**: known and checked, but not done yet. `apply` and the resource's status say so and name the field. What comes of the rest of the resource stands behind the semicolon,
            - **checked, no effect**: of a kind that has no effect as a whole yet, which is one warning.

            Nothing is ignored in silence: a field that is not on this page is refused with an error that names it (but for kinds of which a mesh reads only a part, which is said there), and so is every value that Istio (or Kubernetes, for its own kinds) does not admit. Where a field stands at several places of a kind it has one line, with the places where its status differs. Meanings and defaults are Istio's, in short.

            """;

    private final Meanings meanings = new Meanings();
    private final StringBuilder page = new StringBuilder(HEAD);

    String text() {
        page.append("| kind | honoured fields | warned about | of |\n|---|---|---|---|\n");
        for (var kind : Kind.values()) {
            int honoured = HonouredPaths.of(kind).patterns().size();
            int all = Fields.of(kind).size();
            var others = UnhonouredKinds.consequence(kind).isEmpty() ? all - honoured : "the kind";
            page.append("| [%s](#%s) | %d | %s | %d |\n"
                    .formatted(kind.kindName(), kind.singular(), honoured, others, all));
        }
        for (var kind : Kind.values()) {
            new OfKind(kind).write();
        }
        return page.toString();
    }

    /// One kind's part of the page.
    private final class OfKind {

        private final Kind kind;
        private final SortedSet<String> honoured;
        private final SortedSet<String> fields;
        private final Map<Class<?>, Set<String>> places = new LinkedHashMap<>();

        OfKind(Kind kind) {
            this.kind = kind;
            this.honoured = HonouredPaths.of(kind).patterns();
            this.fields = Fields.of(kind);
            place(kind.specType(), Fields.root(kind));
        }

        private void place(Class<?> record, String path) {
            places.computeIfAbsent(record, _ -> new LinkedHashSet<>()).add(path);
            for (var component : record.getRecordComponents()) {
                var type = component.getGenericType();
                if (Fields.element(type).isRecord()) {
                    place(Fields.element(type), at(path, component));
                }
            }
        }

        void write() {
            var names = kind.shortNames().isEmpty() ? "" : ", `" + String.join("`, `", kind.shortNames()) + "`";
            page.append("\n## ").append(kind.kindName()).append("\n\n");
            page.append(kind.versions().stream()
                    .map(version -> "`" + (kind.group().isEmpty() ? "" : kind.group() + "/") + version + "`")
                    .collect(Collectors.joining(", ")));
            page.append("; on the command line `")
                    .append(kind.plural())
                    .append('`')
                    .append(names)
                    .append(".\n");
            if (kind.isPartial()) {
                page.append("Fields that are not here belong to somebody else and are left alone.\n");
            }
            UnhonouredKinds.consequence(kind)
                    .ifPresent(none -> page.append("\n**%s %s.**\n".formatted(kind.kindName(), none)));
            places.forEach(this::table);
        }

        private void table(Class<?> record, Set<String> at) {
            if (record != kind.specType()) {
                page.append("\n### ")
                        .append(title(record))
                        .append("\n\nAt ")
                        .append(listed(at))
                        .append(".\n");
            }
            page.append("\n| field | type | status | meaning |\n|---|---|---|---|\n");
            for (var component : record.getRecordComponents()) {
                page.append("| `%s` | %s | %s | %s |\n"
                        .formatted(
                                component.getName(),
                                described(component.getGenericType()),
                                status(component, at),
                                meanings.of(record, component.getName())));
            }
        }

        private String status(RecordComponent component, Set<String> at) {
            var element = Fields.element(component.getGenericType());
            if (element.isRecord()) {
                return below(component, at);
            }
            var byStatus = new LinkedHashMap<String, Set<String>>();
            for (var path : at) {
                var status = FieldStatus.of(kind, at(path, component), element);
                byStatus.computeIfAbsent(status, _ -> new LinkedHashSet<>()).add(path);
            }
            var most = byStatus.entrySet().stream()
                    .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                    .orElseThrow()
                    .getKey();
            return byStatus.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(most))
                    .map(entry -> "<br>at " + listed(entry.getValue()) + ": " + entry.getKey())
                    .collect(Collectors.joining("", most, ""));
        }

        private String below(RecordComponent component, Set<String> at) {
            var prefixes = at.stream().map(path -> at(path, component) + ".").toList();
            long all = fields.stream()
                    .filter(field -> startsWithAny(field, prefixes))
                    .count();
            long done = honoured.stream()
                    .filter(field -> startsWithAny(field, prefixes))
                    .count();
            if (done > 0) {
                return done == all ? "honoured" : done + " of " + all + " fields honoured";
            }
            return fields.stream()
                    .filter(field -> startsWithAny(field, prefixes))
                    .findFirst()
                    .map(field -> FieldStatus.of(kind, field, Object.class))
                    .orElse("honoured");
        }

        private static boolean startsWithAny(String field, List<String> prefixes) {
            return prefixes.stream().anyMatch(field::startsWith);
        }

        private static String at(String path, RecordComponent component) {
            return Fields.elements(component.getGenericType(), Fields.join(path, component.getName()));
        }

        private static String listed(Set<String> paths) {
            return paths.stream().map(path -> "`" + path + "`").collect(Collectors.joining(", "));
        }

        private String title(Class<?> record) {
            boolean isAlone = places.keySet().stream()
                            .filter(other -> other.getSimpleName().equals(record.getSimpleName()))
                            .count()
                    == 1;
            var owner = record.getEnclosingClass();
            return kind.kindName() + " "
                    + (isAlone || owner == null ? "" : owner.getSimpleName() + " ")
                    + record.getSimpleName();
        }

        private String described(Type type) {
            if (type instanceof ParameterizedType generic) {
                return generic.getRawType() == List.class
                        ? "list of " + described(generic.getActualTypeArguments()[0])
                        : "map to " + described(generic.getActualTypeArguments()[1]);
            }
            var plain = (Class<?>) type;
            if (plain.isRecord()) {
                return "[" + plain.getSimpleName() + "](#"
                        + title(plain).toLowerCase(Locale.ROOT).replace(' ', '-') + ")";
            }
            if (plain.isEnum()) {
                return Arrays.stream(plain.getEnumConstants())
                        .map(constant -> "`" + constant + "`")
                        .collect(Collectors.joining(" "));
            }
            return Fields.scalar(plain);
        }
    }
}

package dev.lateen.compiler;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The configuration keys of one program, read from the source of its `@ConfigMapping` interface: the source has the
/// comments, and it is there without the program.
record ConfigurationKeys(String prefix, String type, List<Key> keys) {

    /// @param type of the value, without `Optional`
    /// @param standard the default as it stands in the source; null when there is none
    record Key(String name, String type, @Nullable String standard, String meaning) {

        String environment() {
            return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        }
    }

    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\"(.*)\"\\)");
    private static final Pattern OPTIONAL = Pattern.compile("Optional<(.*)>");
    private static final Pattern HUMP = Pattern.compile("([a-z])([A-Z])");

    /// Those of all programs, in the order of their files.
    static List<ConfigurationKeys> all() throws IOException {
        var mappings = new ArrayList<ConfigurationKeys>();
        for (var module : modules()) {
            try (var files = Files.walk(module)) {
                for (var file : files.filter(path -> path.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    var prefix = PREFIX.matcher(Files.readString(file));
                    if (prefix.find()) {
                        mappings.add(new Source(file).keys(prefix.group(1)));
                    }
                }
            }
        }
        return mappings;
    }

    static List<Path> modules() throws IOException {
        try (var children = Files.list(GeneratedPage.ROOT)) {
            return children.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /// One source file as a tree.
    private static final class Source {

        private final DocTrees docs;
        private final CompilationUnitTree unit;
        private final Map<String, ClassTree> nested = new LinkedHashMap<>();

        Source(Path file) throws IOException {
            var compiler = ToolProvider.getSystemJavaCompiler();
            var files = compiler.getStandardFileManager(null, null, null);
            var task = (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(file));
            this.unit = task.parse().iterator().next();
            this.docs = DocTrees.instance(task);
        }

        ConfigurationKeys keys(String prefix) {
            var root = (ClassTree) unit.getTypeDecls().getFirst();
            root.getMembers().forEach(member -> {
                if (member instanceof ClassTree type) {
                    nested.put(type.getSimpleName().toString(), type);
                }
            });
            var keys = new ArrayList<Key>();
            collect(prefix, root, keys);
            return new ConfigurationKeys(prefix, unit.getPackageName() + "." + root.getSimpleName(), List.copyOf(keys));
        }

        private void collect(String prefix, ClassTree type, List<Key> keys) {
            for (var member : type.getMembers()) {
                if (member instanceof MethodTree method) {
                    var name = prefix + "." + kebab(method.getName().toString());
                    var value = method.getReturnType().toString();
                    var group = nested.get(value);
                    if (group != null && group.getKind() == Tree.Kind.INTERFACE) {
                        collect(name, group, keys);
                    } else {
                        keys.add(new Key(name, describe(value, name), standard(method), doc(method)));
                    }
                }
            }
        }

        private static String kebab(String name) {
            return HUMP.matcher(name).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
        }

        private static @Nullable String standard(MethodTree method) {
            var annotation =
                    DEFAULT.matcher(method.getModifiers().getAnnotations().toString());
            return annotation.find() ? annotation.group(1) : null;
        }

        private String doc(MethodTree method) {
            var comment = docs.getDocComment(TreePath.getPath(unit, method));
            return comment == null ? "" : comment.strip().replaceAll("\\s+", " ");
        }

        private String describe(String type, String name) {
            var optional = OPTIONAL.matcher(type);
            var value = optional.matches() ? optional.group(1) : type;
            return switch (value) {
                case "int", "long" -> name.endsWith("port") ? "port" : "whole number";
                case "double" -> "number";
                case "boolean" -> "true or false";
                case "Duration" -> "duration";
                case "Path" -> "path";
                case "URI" -> "URL";
                case "String" -> "text";
                default -> constants(value).orElse("text");
            };
        }

        private Optional<String> constants(String type) {
            return nested.values().stream()
                    .flatMap(group -> group.getMembers().stream())
                    .filter(member -> member instanceof ClassTree inner
                            && inner.getKind() == Tree.Kind.ENUM
                            && inner.getSimpleName().contentEquals(type))
                    .map(member -> ((ClassTree) member)
                            .getMembers().stream()
                                    .filter(VariableTree.class::isInstance)
                                    .map(constant -> "`" + constantName((VariableTree) constant) + "`")
                                    .collect(Collectors.joining(", ")))
                    .findFirst();
        }

        private static String constantName(VariableTree constant) {
            return constant.getName().toString().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}

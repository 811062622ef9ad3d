package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What `docs/architecture.md` calls by name is there, whatever has been renamed since.
class ArchitectureDocTest {

    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");
    private static final Pattern METHOD = Pattern.compile("\\b([a-z]\\w*)\\(");

    /// A class, or one of its methods: `Engine`, `Engine.apply`. Response flags have no small letter.
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.([a-z]\\w*))?`");

    @Test
    void everyClassAndMethodThatItNamesIsThere() throws IOException {
        var declared = new TreeSet<String>();
        for (var file : sources()) {
            var source = Files.readString(file);
            var owner = file.getFileName().toString().replace(".java", ".");
            DECLARED.matcher(source).results().forEach(type -> declared.add(type.group(1)));
            METHOD.matcher(source).results().forEach(method -> declared.add(owner + method.group(1)));
        }
        var named = new TreeSet<String>();
        NAMED.matcher(new GeneratedPage("architecture.md").read()).results().forEach(name -> {
            named.add(name.group(1));
            if (name.group(2) != null) {
                named.add(name.group(1) + "." + name.group(2));
            }
        });

        assertThat(named).hasSizeGreaterThan(100);
        assertThat(declared).containsAll(named);
    }

    private static TreeSet<Path> sources() throws IOException {
        var sources = new TreeSet<Path>();
        try (var modules = Files.list(GeneratedPage.ROOT)) {
            for (var module : modules.map(path -> path.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(module)) {
                    files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }
}

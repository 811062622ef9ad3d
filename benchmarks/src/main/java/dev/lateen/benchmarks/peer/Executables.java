package dev.lateen.benchmarks.peer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds installed programs and asks for their versions.
final class Executables {

    private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

    private Executables() {}

    static Optional<Path> find(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), MORE_FOLDERS.stream())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// The first line that the command prints.
    static String firstLine(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var out = process.inputReader(StandardCharsets.UTF_8)) {
                return out.lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse("unknown")
                        .strip();
            }
        } catch (IOException e) {
            return "unknown";
        }
    }
}

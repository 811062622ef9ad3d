package dev.lateen.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Commands as a user would type them, in bash, with an end to their patience.
final class Shell {

    static final Path ROOT =
            Path.of(System.getProperty("lateen.root", "..")).toAbsolutePath().normalize();

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();

    /// What a command gave: both streams together, and its exit code.
    record Result(String command, String output, int exit) {

        Result succeeded() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + " of: " + command + "\n" + output);
            }
            return this;
        }
    }

    Shell(Path folder) {
        this.folder = folder;
    }

    Shell with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Result run(String command) {
        return run(command, Duration.ofMinutes(2));
    }

    Result run(String command, Duration patience) {
        try {
            Path output = Files.createTempFile("lateen-shell", ".txt");
            Process process = start(command, output);
            boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("no end within " + patience + ": " + command + "\n" + text);
            }
            Files.delete(output);
            return new Result(command, text, process.exitValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Starts a command that goes on; the caller ends it.
    Process start(String command, Path output) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        for (String name : List.of("http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY")) {
            builder.environment().remove(name);
        }
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.lateen.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The JDK's ahead-of-time cache of a packaged program: its classes loaded and linked, its methods profiled, as one
/// run saw them (JEP 483, 514, 515). With it a program starts in about half of the time.
///
/// A JVM that the cache does not fit, by version or flags, says so in a line and starts without it.
///
/// @param jar the program; the cache lies beside it
public record AotCache(Path jar) {

    public Path file() {
        return jar.resolveSibling("app.aot");
    }

    /// What a recording run writes when it ends.
    private Path configuration() {
        return jar.resolveSibling("app.aotconf");
    }

    public boolean isRecorded() {
        return Files.exists(configuration());
    }

    /// Flags to start with the cache; none when there is no cache of this very package.
    List<String> use() {
        return isFresh() ? List.of("-XX:AOTCache=" + file()) : List.of();
    }

    List<String> record() {
        return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration(), "-Xlog:aot=error,cds=error");
    }

    List<String> create() {
        return List.of(
                "-XX:AOTMode=create",
                "-XX:AOTConfiguration=" + configuration(),
                "-XX:AOTCache=" + file(),
                "-Xlog:aot=error,cds=error");
    }

    /// Removes what is of use only in between.
    public void clean() throws IOException {
        Files.deleteIfExists(configuration());
    }

    private boolean isFresh() {
        try {
            return Files.exists(file())
                    && Files.getLastModifiedTime(file()).compareTo(Files.getLastModifiedTime(jar)) >= 0;
        } catch (IOException e) {
            return false;
        }
    }
}

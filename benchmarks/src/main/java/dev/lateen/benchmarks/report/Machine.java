package dev.lateen.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Where and when.
///
/// @param load the system's load average before the run: others who were at work
public record Machine(
        String processor, int processors, boolean pinned, String system, String java, String time, String load) {

    /// @param processors as many as there were before this process was moved to some of them
    public static Machine here(int processors, boolean pinned) {
        return new Machine(
                line("/proc/cpuinfo", "model name"),
                processors,
                pinned,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                Instant.now().truncatedTo(ChronoUnit.MINUTES).toString(),
                line("/proc/loadavg", ""));
    }

    private static String line(String file, String start) {
        try (var lines = Files.lines(Path.of(file), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(start))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown"; // not Linux
        }
    }
}

package dev.lateen.benchmarks.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a process and its children have used so far, in the system's own accounting (`/proc`).
///
/// @param userMicros processor time in its own code, to 10 ms
/// @param systemMicros processor time in the kernel on its behalf, to 10 ms
/// @param residentBytes memory that it occupies now
public record ProcessUsage(long userMicros, long systemMicros, long residentBytes) {

    private static final long MICROS_PER_TICK = 10_000;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    public static final ProcessUsage NONE = new ProcessUsage(0, 0, 0);

    public static ProcessUsage of(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(each -> read(each.pid()))
                .reduce(NONE, ProcessUsage::plus);
    }

    private ProcessUsage plus(ProcessUsage other) {
        return new ProcessUsage(
                userMicros + other.userMicros, systemMicros + other.systemMicros, residentBytes + other.residentBytes);
    }

    private static ProcessUsage read(long pid) {
        var folder = Path.of("/proc", Long.toString(pid));
        try {
            var stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may hold anything; what follows are numbers.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
            return new ProcessUsage(
                    Long.parseLong(fields[USER]) * MICROS_PER_TICK,
                    Long.parseLong(fields[SYSTEM]) * MICROS_PER_TICK,
                    resident(folder));
        } catch (IOException e) {
            return NONE; // it has just ended, or this is not Linux
        }
    }

    private static long resident(Path folder) throws IOException {
        try (var lines = Files.lines(folder.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }
}

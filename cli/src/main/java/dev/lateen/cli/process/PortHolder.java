package dev.lateen.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Who listens on a port: from `/proc` on Linux, else by asking `lsof`.
///
/// @param command as the system shows it; empty when this user may not see it
public record PortHolder(long pid, String command) {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";
    private static final int LONGEST_COMMAND = 120;
    private static final int LSOF_SECONDS = 3;

    /// Empty when nobody listens, or when the holder belongs to somebody else.
    public static Optional<PortHolder> of(int port) {
        if (!Files.isDirectory(PROC.resolve("net"))) {
            return fromLsof(port);
        }
        var inodes = new HashSet<String>();
        for (var table : List.of("net/tcp", "net/tcp6")) {
            try (var lines = Files.lines(PROC.resolve(table))) {
                inodes.addAll(listeningInodes(lines, port));
            } catch (IOException e) {
                continue; // no IPv6 here
            }
        }
        return inodes.isEmpty() ? Optional.empty() : fromProc(inodes);
    }

    /// Those of the ports on which somebody else than this process listens.
    public static List<Integer> notOf(ProcessIdentity process, Collection<Integer> ports) {
        return ports.stream()
                .filter(port -> port > 0 && !FreePorts.isFree(port))
                .filter(port ->
                        of(port).filter(holder -> holder.pid() == process.pid()).isEmpty())
                .toList();
    }

    /// `process 4711 (java -jar app.jar)`.
    public String describe() {
        return "process " + pid + (command.isEmpty() ? "" : " (" + command + ")");
    }

    /// Inodes of the sockets that listen on the port, from the lines of `/proc/net/tcp`.
    static Set<String> listeningInodes(Stream<String> lines, int port) {
        var suffix = String.format(":%04X", port);
        var inodes = new HashSet<String>();
        lines.map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTEN))
                .forEach(fields -> inodes.add("socket:[" + fields[9] + "]"));
        return inodes;
    }

    private static Optional<PortHolder> fromProc(Set<String> sockets) {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        holds(PROC.resolve(Long.toString(process.pid())).resolve("fd"), sockets))
                .findFirst()
                .map(process -> new PortHolder(process.pid(), commandOf(process)));
    }

    private static boolean holds(Path descriptors, Set<String> sockets) {
        try (var files = Files.newDirectoryStream(descriptors)) {
            for (var file : files) {
                if (Files.isSymbolicLink(file)
                        && sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // somebody else's process, or gone
        }
        return false;
    }

    private static Optional<PortHolder> fromLsof(int port) {
        try {
            var lsof = new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var reader = lsof.inputReader()) {
                var pid = reader.readLine();
                lsof.waitFor(LSOF_SECONDS, TimeUnit.SECONDS);
                return pid == null
                        ? Optional.empty()
                        : ProcessHandle.of(Long.parseLong(pid.strip()))
                                .map(process -> new PortHolder(process.pid(), commandOf(process)));
            }
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String commandOf(ProcessHandle process) {
        var info = process.info();
        var text = info.commandLine().or(info::command).orElse("");
        return text.length() <= LONGEST_COMMAND ? text : text.substring(0, LONGEST_COMMAND) + "...";
    }
}

package dev.lateen.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What Linux is about to do with sockets of this machine by itself.
public final class SocketTimers {

    /// A socket that can do both protocols is in the second one.
    private static final List<Path> SOCKETS = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    /// Of the clock in [#SOCKETS], which is not that of the processor.
    private static final int TICKS_PER_SECOND = 100;

    private static final String ESTABLISHED = "01";
    private static final String KEEP_ALIVE = "02:";

    private SocketTimers() {}

    /// Whether this system shows them.
    public static boolean areShown() {
        return SOCKETS.stream().allMatch(Files::isReadable);
    }

    /// Until a connection to this port of this machine is probed; 0 when none has such a timer now.
    public static double secondsToProbe(int port) throws IOException {
        var peer = ":" + String.format(Locale.ROOT, "%04X", port);
        for (var sockets : SOCKETS) {
            for (var line : Files.readAllLines(sockets, StandardCharsets.US_ASCII)) {
                var fields = line.strip().split("\\s+", -1); // number, local, remote, state, queues, timer:when, …
                if (fields[2].endsWith(peer) && fields[3].equals(ESTABLISHED) && fields[5].startsWith(KEEP_ALIVE)) {
                    return (double) Long.parseLong(fields[5].substring(KEEP_ALIVE.length()), 16) / TICKS_PER_SECOND;
                }
            }
        }
        return 0;
    }
}

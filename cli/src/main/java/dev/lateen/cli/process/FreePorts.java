package dev.lateen.cli.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Finds ports of loopback that nobody listens on, each one once.
///
/// Looks below the range that systems give to outgoing connections, so that none of those can take a port between
/// the look and the program's own bind. Thread-safe.
public final class FreePorts {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_999;

    private final Set<Integer> taken = new HashSet<>();

    /// The port itself if it is free, else any free one.
    public synchronized int preferred(int port) {
        if (!taken.contains(port) && isFree(port)) {
            taken.add(port);
            return port;
        }
        return any();
    }

    public synchronized int any() {
        int span = HIGHEST - LOWEST + 1;
        int start = ThreadLocalRandom.current().nextInt(span);
        for (int i = 0; i < span; i++) {
            int port = LOWEST + (start + i) % span;
            if (!taken.contains(port) && isFree(port)) {
                taken.add(port);
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
    }

    /// Whether a listener could bind it now, as servers do: connections in TIME_WAIT are no obstacle.
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

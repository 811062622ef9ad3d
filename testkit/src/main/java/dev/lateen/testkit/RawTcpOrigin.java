package dev.lateen.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A rude origin on 127.0.0.1 and a free port: each connection plays a script on a virtual thread and is closed at
/// its end. [#close()] frees all and fails when a script threw something else than an [IOException].
public final class RawTcpOrigin implements AutoCloseable {

    /// What happens on one connection; see [Scripts] for the usual ones.
    @FunctionalInterface
    public interface Script {
        void play(RawConnection connection) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<RawConnection> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean closed;

    private RawTcpOrigin(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    public static RawTcpOrigin start(Script script) {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), script);
    }

    /// At an address where another origin was before: one other than 127.0.0.1, whose ports the system gives to
    /// anybody.
    public static RawTcpOrigin start(InetSocketAddress address, Script script) {
        try {
            var server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(address, 1024);
            var origin = new RawTcpOrigin(server, script);
            var acceptor = Thread.ofVirtual()
                    .name("raw-origin-" + server.getLocalPort())
                    .unstarted(origin::accept);
            origin.threads.add(acceptor);
            acceptor.start();
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public int acceptedConnections() {
        return accepted.get();
    }

    /// Connections whose script is not over.
    public int openConnections() {
        return open.size();
    }

    private void accept() {
        while (!closed) {
            try {
                var connection = new RawConnection(server.accept(), accepted.incrementAndGet());
                open.add(connection);
                var thread = Thread.ofVirtual()
                        .name("raw-origin-" + port() + "-" + connection.number())
                        .unstarted(() -> play(connection));
                threads.add(thread);
                thread.start();
                if (closed) {
                    connection.closeQuietly();
                }
            } catch (IOException e) {
                if (!closed) {
                    failures.add(e);
                }
                return;
            }
        }
    }

    private void play(RawConnection connection) {
        try {
            script.play(connection);
        } catch (IOException e) {
            // The peer may leave at any moment of a script.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            if (!closed) {
                failures.add(e);
            }
        } finally {
            connection.closeQuietly();
            open.remove(connection);
            threads.remove(Thread.currentThread());
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            failures.add(e);
        }
        open.forEach(RawConnection::closeQuietly);
        Threads.end(List.copyOf(threads));
        if (!failures.isEmpty()) {
            throw new AssertionError("raw origin at port " + port() + " failed", failures.getFirst());
        }
    }
}

package dev.lateen.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// An HTTP/1.1 origin on 127.0.0.1 and a free port, one virtual thread per connection. It parses strictly and keeps
/// every request that it received; [#close()] frees all and fails when a peer broke the protocol or a handler threw.
///
/// A connection that breaks is no violation: it is counted by [#aborted()].
public final class OriginServer implements AutoCloseable {

    /// Answers one request; may block.
    @FunctionalInterface
    public interface Handler {
        Answer answer(ReceivedRequest request) throws IOException, InterruptedException;
    }

    /// What becomes of an accepted socket before HTTP is spoken on it.
    @FunctionalInterface
    private interface Encryption {
        Socket of(Socket socket) throws IOException;
    }

    static final Duration IDLE = Duration.ofMinutes(5);

    private final ServerSocket server;
    private final Encryption encryption;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<ReceivedRequest> untaken = new LinkedBlockingQueue<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger aborted = new AtomicInteger();
    private volatile boolean remembers = true;
    private volatile boolean closed;

    private OriginServer(ServerSocket server, Encryption encryption, Handler handler) {
        this.server = server;
        this.encryption = encryption;
        this.handler = handler;
    }

    public static OriginServer start(Handler handler) {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handler);
    }

    public static OriginServer answering(Answer answer) {
        return start(_ -> answer);
    }

    /// At another loopback address, `127.0.0.2` for instance: to be one of several behind a name, or to come back where
    /// another origin was, since no outgoing connection takes a port there.
    public static OriginServer start(InetSocketAddress address, Handler handler) {
        return start(address, socket -> socket, handler);
    }

    /// Over TLS. A connection whose handshake fails counts as aborted.
    ///
    /// @param clientCertificate whether clients have to show one
    public static OriginServer startTls(SSLContext context, boolean clientCertificate, Handler handler) {
        Encryption encryption = socket -> {
            var encrypted = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            encrypted.setUseClientMode(false);
            encrypted.setNeedClientAuth(clientCertificate);
            encrypted.startHandshake();
            return encrypted;
        };
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), encryption, handler);
    }

    private static OriginServer start(InetSocketAddress address, Encryption encryption, Handler handler) {
        try {
            var server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(address, 1024);
            var origin = new OriginServer(server, encryption, handler);
            var acceptor =
                    Thread.ofVirtual().name("origin-" + server.getLocalPort()).unstarted(origin::accept);
            origin.threads.add(acceptor);
            acceptor.start();
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keeps no request from here on, for load that lasts.
    public OriginServer forgetting() {
        remembers = false;
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    /// `127.0.0.1:port`.
    public String authority() {
        return "127.0.0.1:" + port();
    }

    /// All requests so far, in the order in which they were complete.
    public List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /// The next request that was not taken yet; waits 30 s at most.
    public ReceivedRequest takeRequest() {
        try {
            var request = untaken.poll(30, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("no request within 30 s at " + authority());
            }
            return request;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a request", e);
        }
    }

    public int acceptedConnections() {
        return accepted.get();
    }

    public int openConnections() {
        return open.size();
    }

    /// Connections that were reset or ended inside a request or an answer.
    public int aborted() {
        return aborted.get();
    }

    /// What peers sent against the protocol, each with its reason.
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /// Forgets violations that a test has provoked and checked.
    public void forgiveViolations() {
        violations.clear();
    }

    /// Closes every connection, but keeps listening.
    public void closeConnections() {
        open.forEach(OriginServer::closeQuietly);
    }

    private void accept() {
        while (!closed) {
            try {
                var socket = server.accept();
                open.add(socket);
                int number = accepted.incrementAndGet();
                var thread = Thread.ofVirtual()
                        .name("origin-" + port() + "-" + number)
                        .unstarted(() -> serve(socket, number));
                threads.add(thread);
                thread.start();
                if (closed) {
                    closeQuietly(socket);
                }
            } catch (IOException e) {
                if (!closed) {
                    failures.add(e);
                }
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new OriginConnection(encryption.of(socket), number, handler, this::received).serve();
        } catch (ProtocolViolation e) {
            violations.add(e.getMessage() + " on connection " + number);
        } catch (IOException e) {
            aborted.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            if (!closed) {
                failures.add(e);
            }
        } finally {
            open.remove(socket);
            threads.remove(Thread.currentThread());
        }
    }

    private void received(ReceivedRequest request) {
        if (remembers) {
            requests.add(request);
            untaken.add(request);
        }
    }

    /// @throws AssertionError when a peer broke the protocol or a handler failed
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeQuietly(server);
        closeConnections();
        Threads.end(List.copyOf(threads));
        if (!violations.isEmpty()) {
            throw new AssertionError("origin " + authority() + " received: " + violations);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("origin " + authority() + " failed", failures.getFirst());
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Nothing is left to do for a socket that cannot even be closed.
            return;
        }
    }
}

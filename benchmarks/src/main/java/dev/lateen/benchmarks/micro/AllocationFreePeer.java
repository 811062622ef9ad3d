package dev.lateen.benchmarks.micro;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// An origin that answers each request with 1 KiB, a thread for each connection, and allocates nothing once it is
/// connected.
final class AllocationFreePeer implements AutoCloseable {

    /// Bytes behind the head of each answer.
    static final int BODY = 1024;

    private static final byte[] ANSWER =
            ("HTTP/1.1 200 OK\r\nServer: origin\r\nContent-Type: text/plain\r\nContent-Length: " + BODY + "\r\n\r\n"
                            + "x".repeat(BODY))
                    .getBytes(StandardCharsets.ISO_8859_1);

    private final ServerSocket server;

    private AllocationFreePeer(ServerSocket server) {
        this.server = server;
    }

    static AllocationFreePeer start() {
        try {
            var peer = new AllocationFreePeer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("micro-origin").start(peer::accept);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /// Reads one message with so many bytes behind its head.
    ///
    /// @return its length
    static int read(InputStream in, byte[] into, int body) throws IOException {
        int length = 0;
        int head = -1;
        while (head < 0 || length < head + body) {
            int count = in.read(into, length, into.length - length);
            if (count < 0) {
                throw new EOFException("closed after " + length + " bytes");
            }
            int from = Math.max(0, length - 3);
            length += count;
            head = head < 0 ? headEnd(into, from, length) : head;
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static int headEnd(byte[] bytes, int from, int to) {
        for (int i = from; i + 3 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().name("micro-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void serve(Socket socket) {
        var request = new byte[64 * 1024];
        try (socket) {
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            while (true) {
                read(in, request, 0);
                out.write(ANSWER);
            }
        } catch (IOException e) {
            return; // the proxy has gone
        }
    }
}

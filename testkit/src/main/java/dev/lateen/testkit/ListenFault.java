package dev.lateen.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A port on 127.0.0.1 where nobody answers; it is held until closed, so that no other process gets it meanwhile.
public final class ListenFault implements AutoCloseable {

    private final int port;
    private final List<Closeable> held;

    private ListenFault(int port, List<Closeable> held) {
        this.port = port;
        this.held = held;
    }

    /// Refuses every connection: the port is bound, but nobody listens.
    public static ListenFault refusing() throws IOException {
        var socket = new Socket();
        socket.bind(loopback(0));
        return new ListenFault(socket.getLocalPort(), List.of(socket));
    }

    /// Lets a connect hang: the queue of a listener that never accepts is full (Linux drops further SYNs).
    public static ListenFault hanging() throws IOException {
        var held = new ArrayList<Closeable>();
        var server = new ServerSocket();
        held.add(server);
        server.bind(loopback(0), 1);
        for (int i = 0; i < 16; i++) {
            var filler = new Socket();
            held.add(filler);
            try {
                filler.connect(loopback(server.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                break; // full
            }
        }
        return new ListenFault(server.getLocalPort(), held);
    }

    public int port() {
        return port;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() throws IOException {
        for (var closeable : held) {
            closeable.close();
        }
    }
}

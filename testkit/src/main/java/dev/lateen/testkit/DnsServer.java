package dev.lateen.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A name server on 127.0.0.1 and a free port, UDP and TCP, that says what a test tells it to say. A name that it was
/// told nothing about does not exist (NXDOMAIN). Safe for use by several threads.
public final class DnsServer implements AutoCloseable {

    private static final int ATTEMPTS = 50;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, DnsScript> scripts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> questions = new ConcurrentHashMap<>();
    private final List<Held> held = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// A question that is answered later.
    private record Held(DnsQuestion question, InetSocketAddress asker) {}

    private DnsServer(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    public static DnsServer start() {
        try {
            for (int i = 1; ; i++) {
                var tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                try {
                    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
                    var server = new DnsServer(new DatagramSocket(address), tcp);
                    Thread.ofVirtual().name("dns-udp-" + server.port()).start(server::serveUdp);
                    Thread.ofVirtual().name("dns-tcp-" + server.port()).start(server::serveTcp);
                    return server;
                } catch (SocketException e) { // somebody has the UDP port of that number
                    tcp.close();
                    if (i == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return tcp.getLocalPort();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    }

    /// From now on the name has these addresses, IPv4 and IPv6; questions that were held back are answered.
    public void answer(String name, int ttlSeconds, String... addresses) {
        say(name, DnsScript.addresses(ttlSeconds, addresses));
    }

    public void say(String name, DnsScript script) {
        List<Held> due;
        synchronized (held) {
            scripts.put(name, script);
            due = held.stream()
                    .filter(one -> one.question().name().equals(name) && !script.holds(one.question()))
                    .toList();
            held.removeAll(due);
        }
        due.forEach(one -> reply(one.question(), one.asker()));
    }

    /// How often the name was asked for, questions for IPv4 and IPv6 counted one by one.
    public int questions(String name) {
        return questions.computeIfAbsent(name, _ -> new AtomicInteger()).get();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DnsScript scriptOf(DnsQuestion question) {
        questions.computeIfAbsent(question.name(), _ -> new AtomicInteger()).incrementAndGet();
        return scripts.getOrDefault(question.name(), DnsScript.NO_SUCH_NAME);
    }

    private void serveUdp() {
        var buffer = new byte[4096];
        while (!udp.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
            } catch (IOException e) {
                return; // closed
            }
            var question = DnsQuestion.read(buffer, packet.getLength());
            synchronized (held) {
                if (scriptOf(question).holds(question)) {
                    held.add(new Held(question, (InetSocketAddress) packet.getSocketAddress()));
                    continue;
                }
            }
            reply(question, (InetSocketAddress) packet.getSocketAddress());
        }
    }

    private void reply(DnsQuestion question, InetSocketAddress asker) {
        var script = scripts.getOrDefault(question.name(), DnsScript.NO_SUCH_NAME);
        byte[] answer = script.answer(question, true);
        try {
            udp.send(new DatagramPacket(answer, answer.length, asker));
        } catch (IOException e) {
            if (!udp.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                var socket = tcp.accept();
                open.add(socket);
                Thread.ofVirtual().name("dns-tcp-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                var message = new byte[in.readUnsignedShort()];
                in.readFully(message);
                var question = DnsQuestion.read(message, message.length);
                byte[] answer = scriptOf(question).answer(question, false);
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            open.remove(socket); // the other side has what it wanted
        }
    }
}

package dev.lateen.it;

import dev.lateen.testkit.RawConnection;
import dev.lateen.testkit.RawTcpOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// An application at a loopback address of its own that fails in the way it is told to.
final class Victim implements AutoCloseable {

    enum Mode {
        WELL,
        /// Nobody listens any more.
        KILLED,
        /// Takes requests and never answers.
        FROZEN,
        /// Takes a request and resets its connection.
        RESETTING,
        SLOW
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final Duration SLOWNESS = Duration.ofMillis(150);
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final InetSocketAddress address;
    private final Consumer<String> delivered;
    private final AtomicInteger served = new AtomicInteger();
    private volatile Mode mode = Mode.WELL;
    private RawTcpOrigin origin;

    /// @param delivered gets each request's head as soon as the whole request is here
    Victim(String address, Consumer<String> delivered) {
        this.delivered = delivered;
        this.origin = RawTcpOrigin.start(new InetSocketAddress(address, 0), this::play);
        this.address = new InetSocketAddress(address, origin.port());
    }

    InetSocketAddress address() {
        return address;
    }

    /// Answers so far.
    int served() {
        return served.get();
    }

    Mode mode() {
        return mode;
    }

    void become(Mode next) {
        var before = mode;
        mode = next;
        if (next == Mode.KILLED) {
            origin.close();
        } else if (before == Mode.KILLED) {
            origin = RawTcpOrigin.start(address, this::play);
        }
    }

    private void play(RawConnection connection) throws IOException {
        while (true) {
            String head = connection.readHead();
            var length = LENGTH.matcher(head);
            connection.readBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            delivered.accept(head);
            switch (mode) {
                case FROZEN -> {
                    connection.awaitPeerClose();
                    return;
                }
                case RESETTING, KILLED -> {
                    connection.reset();
                    return;
                }
                case SLOW -> connection.pause(SLOWNESS).write(ANSWER);
                case WELL -> connection.write(ANSWER);
            }
            served.incrementAndGet();
        }
    }

    @Override
    public void close() {
        origin.close();
    }
}

package dev.lateen.benchmarks.life;

import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.cli.process.Await;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A client's connection that has been answered once and is kept.
final class IdleConnection implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(2);
    private static final int LONGEST = 64 * 1024;

    private final Socket socket;

    private IdleConnection(Socket socket) {
        this.socket = socket;
    }

    /// Tries until somebody answers with 200.
    static IdleConnection firstAnswer(int port, Work work) {
        var open = new AtomicReference<Optional<IdleConnection>>(Optional.empty());
        Await.until(() -> open.updateAndGet(_ -> attempt(port, work)).isPresent(), PATIENCE, STEP);
        return open.get()
                .orElseThrow(
                        () -> CommandFailure.of("no answer at port " + port + " in " + PATIENCE.toSeconds() + " s"));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<IdleConnection> attempt(int port, Work work) {
        var route = work.first();
        var request = "GET " + route.prefix() + "a HTTP/1.1\r\nHost: " + route.host() + "\r\n\r\n";
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var answer = new byte[LONGEST];
            int length = socket.getInputStream().read(answer);
            if (length > 12 && answer[9] == '2') {
                return Optional.of(new IdleConnection(socket));
            }
            socket.close();
        } catch (IOException e) {
            return Optional.empty(); // not there yet
        }
        return Optional.empty();
    }
}

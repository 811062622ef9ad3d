package dev.lateen.proxy.framing;

import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawConnection;
import dev.lateen.testkit.RawTcpOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// An upstream that keeps every byte. It reads requests leniently, answers each that is complete, and the very first
/// one with the bytes of the case, if it has any.
final class RecordingOrigin implements AutoCloseable {

    /// One connection.
    static final class Recording {

        private final StringBuffer bytes = new StringBuffer();
        private final List<String> complete = new CopyOnWriteArrayList<>();

        /// The requests that came to their end.
        List<String> complete() {
            return complete;
        }

        /// What came behind the last of them.
        String rest() {
            return bytes.substring(String.join("", complete).length());
        }
    }

    static final String PROBE = "/after";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length:\\s*(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding:\\s*chunked");
    private static final Pattern EXPECT = Pattern.compile("(?i)\r\nexpect:");

    private volatile FramingCase framingCase;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final List<Recording> recordings = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final RawTcpOrigin origin;

    RecordingOrigin(FramingCase framingCase) {
        this.framingCase = framingCase;
        this.origin = RawTcpOrigin.start(this::serve);
    }

    /// Begins another case, for a proxy that serves several.
    void next(FramingCase following) {
        framingCase = following;
        received.clear();
        answered.set(false);
    }

    int port() {
        return origin.port();
    }

    /// By connection, in order of acceptance; final once the connections have ended.
    List<Recording> recordings() {
        return recordings;
    }

    void awaitEnd() {
        Eventually.await("the upstream connections have ended", () -> origin.openConnections() == 0);
    }

    private void serve(RawConnection connection) throws IOException {
        var recording = new Recording();
        recordings.add(recording);
        while (true) {
            int start = recording.bytes.length();
            var head = until(connection, recording, text -> text.endsWith("\r\n\r\n"));
            if (head.contains(" /early ")) {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
            boolean first = answered.compareAndSet(false, true);
            if (EXPECT.matcher(head).find() && (!first || framingCase.answer().isEmpty())) {
                connection.write("HTTP/1.1 100 Continue\r\n\r\n");
            }
            body(connection, recording, head);
            var request = recording.bytes.substring(start);
            recording.complete.add(request);
            received.add(request);
            if (first && !framingCase.answer().isEmpty()) {
                connection.write(framingCase.answerBytes());
                if (framingCase.answer().endsWith(FramingCase.RESET)) {
                    connection.reset();
                }
                if (framingCase.answer().endsWith(FramingCase.FIN)) {
                    return;
                }
            } else {
                var body = head.contains(PROBE) ? "after" : "ok";
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + (head.startsWith("HEAD") ? "" : body));
            }
        }
    }

    private static void body(RawConnection connection, Recording recording, String head) throws IOException {
        var length = LENGTH.matcher(head);
        if (CHUNKED.matcher(head).find()) {
            while (true) {
                var size = until(connection, recording, text -> text.endsWith("\r\n"));
                int count = Integer.parseInt(size.strip().replaceAll(";.*", ""), 16);
                if (count == 0) {
                    break;
                }
                exactly(connection, recording, count + 2);
            }
            until(connection, recording, text -> text.equals("\r\n") || text.endsWith("\r\n\r\n"));
        } else if (length.find()) {
            exactly(connection, recording, Long.parseLong(length.group(1)));
        }
    }

    private static String until(RawConnection connection, Recording recording, Predicate<String> end)
            throws IOException {
        var read = new StringBuilder();
        do {
            read.append(exactly(connection, recording, 1));
        } while (!end.test(read.substring(Math.max(0, read.length() - 4))) && !end.test(read.toString()));
        return read.toString();
    }

    private static String exactly(RawConnection connection, Recording recording, long count) throws IOException {
        var read = new StringBuilder();
        for (long i = 0; i < count; i++) {
            var text = new String(connection.readBytes(1), StandardCharsets.ISO_8859_1);
            read.append(text);
            recording.bytes.append(text);
        }
        return read.toString();
    }

    @Override
    public void close() {
        origin.close();
    }

    /// All requests that came to their end but the probe's, in the order in which they did.
    List<String> requests() {
        return received.stream().filter(request -> !request.contains(PROBE)).toList();
    }
}

package dev.lateen.testkit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Serves one connection of an [OriginServer] on its own thread.
final class OriginConnection {

    private final int number;
    private final OriginServer.Handler handler;
    private final Consumer<ReceivedRequest> received;
    private final SocketInput input;
    private final HttpReader reader;
    private final OutputStream out;

    OriginConnection(Socket socket, int number, OriginServer.Handler handler, Consumer<ReceivedRequest> received)
            throws IOException {
        this.number = number;
        this.handler = handler;
        this.received = received;
        this.input = new SocketInput(socket, OriginServer.IDLE);
        this.reader = new HttpReader(input);
        this.out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
    }

    void serve() throws IOException, InterruptedException {
        boolean more = true;
        while (more) {
            ReceivedRequest request;
            try {
                request = next();
            } catch (ProtocolViolation e) {
                write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                out.flush();
                throw e;
            }
            if (request == null) {
                return;
            }
            received.accept(request);
            var answer = handler.answer(request);
            more = !answer.close() && answer.framing() != Answer.Framing.UNTIL_CLOSE && wantsMore(request);
            write(answer, request.method(), !more);
        }
    }

    private @Nullable ReceivedRequest next() throws IOException {
        input.restart();
        var head = reader.head();
        if (head == null) {
            return null;
        }
        var parts = head.startLine().split(" ", -1);
        if (parts.length != 3 || !parts[2].matches("HTTP/1\\.[01]") || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new ProtocolViolation("request line \"" + head.startLine() + "\" (expected: METHOD target HTTP/1.1)");
        }
        var hosts = Header.all(head.headers(), "host");
        if (hosts.size() > 1 || (hosts.isEmpty() && parts[2].equals("HTTP/1.1"))) {
            throw new ProtocolViolation("Host headers " + hosts + " (expected: exactly one)");
        }
        if (Header.first(head.headers(), "expect")
                .filter("100-continue"::equalsIgnoreCase)
                .isPresent()) {
            write("HTTP/1.1 100 Continue\r\n\r\n");
            out.flush();
        }
        var body = reader.body(head.headers(), false);
        return new ReceivedRequest(
                number, head.bytes(), parts[0], parts[1], parts[2], head.headers(), body.bytes(), body.trailers());
    }

    private static boolean wantsMore(ReceivedRequest request) {
        var connection =
                request.headers("connection").stream().map(String::toLowerCase).toList();
        return request.version().equals("HTTP/1.1") ? !connection.contains("close") : connection.contains("keep-alive");
    }

    private void write(Answer answer, String method, boolean last) throws IOException, InterruptedException {
        for (var interim : answer.interim()) {
            write(interim);
            out.flush();
        }
        var head = new StringBuilder("HTTP/1.1 " + answer.status() + " " + Reasons.of(answer.status()) + "\r\n");
        answer.headers().forEach(header -> head.append(header).append("\r\n"));
        boolean bodyless = answer.status() == 204 || answer.status() == 304;
        if (!bodyless) {
            head.append(framing(answer));
        }
        if (last) {
            head.append("Connection: close\r\n");
        }
        write(head.append("\r\n").toString());
        if (!bodyless && !method.equals("HEAD")) {
            writeBody(answer);
        }
        out.flush();
    }

    private static String framing(Answer answer) {
        return switch (answer.framing()) {
            case CONTENT_LENGTH -> "Content-Length: " + answer.body().length + "\r\n";
            case CHUNKED -> "Transfer-Encoding: chunked\r\n";
            case UNTIL_CLOSE -> "";
        };
    }

    private void writeBody(Answer answer) throws IOException, InterruptedException {
        boolean chunked = answer.framing() == Answer.Framing.CHUNKED;
        if (answer.stream() != null) {
            answer.stream().write(piece -> {
                writePiece(piece, chunked);
                out.flush();
            });
        } else {
            writePiece(answer.body(), chunked);
        }
        if (chunked) {
            write("0\r\n");
            writeTrailers(answer.trailers());
            write("\r\n");
        }
    }

    private void writePiece(byte[] piece, boolean chunked) throws IOException {
        if (piece.length == 0) {
            return;
        }
        if (chunked) {
            write(Integer.toHexString(piece.length) + "\r\n");
        }
        out.write(piece);
        if (chunked) {
            write("\r\n");
        }
    }

    private void writeTrailers(List<Header> trailers) throws IOException {
        for (var trailer : trailers) {
            write(trailer + "\r\n");
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}

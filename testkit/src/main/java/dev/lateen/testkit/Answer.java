package dev.lateen.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an [OriginServer] answers. Immutable: each `with` method gives a new one.
///
/// @param interim complete heads of 1xx answers that go first, for instance `HTTP/1.1 103 Early Hints\r\n\r\n`
/// @param body not sent to HEAD and behind 204 and 304, where the framing headers still are
/// @param stream writes the body chunk by chunk instead of `body`
/// @param trailers behind a chunked body
public record Answer(
        int status,
        List<Header> headers,
        byte[] body,
        Framing framing,
        @Nullable StreamedBody stream,
        List<Header> trailers,
        List<String> interim,
        boolean close) {

    public enum Framing {
        CONTENT_LENGTH,
        /// One chunk for the whole body, unless it is streamed.
        CHUNKED,
        /// Neither length nor chunks: the end of the connection ends the body.
        UNTIL_CLOSE
    }

    /// Writes a body piece by piece; each piece leaves at once.
    @FunctionalInterface
    public interface StreamedBody {
        void write(Sink sink) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    public interface Sink {
        void write(byte[] piece) throws IOException;
    }

    public Answer {
        headers = List.copyOf(headers);
        trailers = List.copyOf(trailers);
        interim = List.copyOf(interim);
    }

    public static Answer status(int status) {
        return new Answer(status, List.of(), new byte[0], Framing.CONTENT_LENGTH, null, List.of(), List.of(), false);
    }

    public static Answer ok(String body) {
        return status(200).withHeader("Content-Type", "text/plain").withBody(body);
    }

    public static Answer streamed(StreamedBody stream) {
        return new Answer(200, List.of(), new byte[0], Framing.CHUNKED, stream, List.of(), List.of(), false);
    }

    public Answer withHeader(String name, String value) {
        return new Answer(
                status, plus(headers, new Header(name, value)), body, framing, stream, trailers, interim, close);
    }

    public Answer withBody(String text) {
        return withBody(text.getBytes(StandardCharsets.UTF_8));
    }

    public Answer withBody(byte[] bytes) {
        return new Answer(status, headers, bytes, framing, stream, trailers, interim, close);
    }

    public Answer withFraming(Framing chosen) {
        return new Answer(status, headers, body, chosen, stream, trailers, interim, close);
    }

    /// Chunked, with these trailers.
    public Answer withTrailer(String name, String value) {
        var more = plus(trailers, new Header(name, value));
        return new Answer(status, headers, body, Framing.CHUNKED, stream, more, interim, close);
    }

    public Answer withInterim(String head) {
        return new Answer(status, headers, body, framing, stream, trailers, plus(interim, head), close);
    }

    /// Says `Connection: close` and closes.
    public Answer closing() {
        return new Answer(status, headers, body, framing, stream, trailers, interim, true);
    }

    private static <T> List<T> plus(List<T> list, T more) {
        var longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}

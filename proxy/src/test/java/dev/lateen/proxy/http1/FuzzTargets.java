package dev.lateen.proxy.http1;

import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.HeadBuffer.Progress;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What must hold for any bytes. Each target throws when it does not; `docs/fuzzing.md` says how a fuzzer is let loose
/// on them. What the engine accepts, [Oracle] has to read as the same message; what the engine refuses may well be
/// acceptable to others.
public final class FuzzTargets {

    static final Limits LIMITS = Limits.DEFAULT.withHead(2048, 512, 20);

    private FuzzTargets() {}

    /// The head of a request.
    public static final class RequestHeads {

        private RequestHeads() {}

        /// For the fuzzer.
        public static void fuzzerTestOneInput(byte[] data) {
            var head = new RequestHeadBuffer(LIMITS);
            int length = complete(head, data);
            if (length < 0) {
                return;
            }
            var read = Oracle.request(Arrays.copyOf(data, length));
            same("failure", null, read.failure());
            if (!(read.head() instanceof HttpRequest request)) {
                throw new AssertionError("no request for the oracle");
            }
            same("method", head.text(head.method()), request.method().name());
            sameHeaders(head, request);
            same("chunked", head.isChunked(), HttpUtil.isTransferEncodingChunked(request));
            same("length", head.contentLength(), HttpUtil.getContentLength(request, -1L));
            same(
                    "minor version",
                    head.minorVersion(),
                    Math.min(1, request.protocolVersion().minorVersion()));
            if (!head.isChunked() && head.contentLength() <= 0) {
                same("end", true, read.ended());
            }
        }
    }

    /// The head of an answer.
    public static final class ResponseHeads {

        private ResponseHeads() {}

        /// For the fuzzer.
        public static void fuzzerTestOneInput(byte[] data) {
            var head = new ResponseHeadBuffer(LIMITS);
            int length = complete(head, data);
            if (length < 0) {
                return;
            }
            var read = Oracle.response(Arrays.copyOf(data, length));
            same("failure", null, read.failure());
            if (!(read.head() instanceof HttpResponse response)) {
                throw new AssertionError("no response for the oracle");
            }
            same("status", head.status(), response.status().code());
            sameHeaders(head, response);
            if (head.status() < 200 || head.status() == 204 || head.status() == 205 || head.status() == 304) {
                return; // no body, whatever they say
            }
            same("chunked", head.isChunked(), HttpUtil.isTransferEncodingChunked(response));
            same("length", head.contentLength(), HttpUtil.getContentLength(response, -1L));
        }
    }

    /// A body in chunks, at once and byte by byte.
    public static final class ChunkedBodies {

        private static final byte[] HEAD = Bytes.of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");

        private ChunkedBodies() {}

        /// For the fuzzer.
        public static void fuzzerTestOneInput(byte[] data) {
            var whole = read(data, Math.max(1, data.length));
            same("split", whole, read(data, 1));
            if (!whole.done()) {
                return;
            }
            var message = Arrays.copyOf(HEAD, HEAD.length + whole.consumed());
            System.arraycopy(data, 0, message, HEAD.length, whole.consumed());
            var read = Oracle.request(message);
            same("failure", null, read.failure());
            same("end", true, read.ended());
            same("body", whole.data(), read.body());
            // One byte less and it is not the end for anybody.
            same(
                    "early end",
                    false,
                    Oracle.request(Arrays.copyOf(message, message.length - 1)).ended());
        }
    }

    /// What came of a chunked body.
    record Body(String data, boolean done, boolean refused, String trailers, int consumed) {}

    static Body read(byte[] bytes, int step) {
        var reader = new BodyReader(LIMITS);
        reader.beginChunked();
        var data = new ByteArrayOutputStream();
        int consumed = 0;
        while (consumed < bytes.length && !reader.isDone() && reader.refusal() == null) {
            var in = PooledByteBufAllocator.DEFAULT.directBuffer();
            in.writeBytes(bytes, consumed, Math.min(step, bytes.length - consumed));
            for (var piece = reader.next(in); piece != null; piece = reader.next(in)) {
                for (int j = 0; j < piece.readableBytes(); j++) {
                    data.write(piece.getByte(piece.readerIndex() + j));
                }
                piece.release();
            }
            consumed += in.readerIndex();
            in.release();
            same("references", 0, in.refCnt());
        }
        return new Body(
                data.toString(StandardCharsets.ISO_8859_1),
                reader.isDone(),
                reader.refusal() != null,
                Bytes.text(reader.trailers(), 0, reader.trailers().length),
                reader.refusal() != null ? 0 : consumed);
    }

    /// Feeds it at once and byte by byte; returns its length, -1 when it is not complete.
    private static int complete(HeadBuffer head, byte[] data) {
        head.reset();
        var in = Unpooled.wrappedBuffer(data);
        var progress = head.feed(in);
        int length = in.readerIndex();
        head.reset();
        var again = Progress.MORE;
        for (int i = 0; i < data.length && again == Progress.MORE; i++) {
            again = head.feed(Unpooled.wrappedBuffer(data, i, 1));
        }
        same("progress", progress, again);
        if (progress == Progress.COMPLETE) {
            forwardsNothingDoubtful(head);
        }
        return progress == Progress.COMPLETE ? length : -1;
    }

    /// What goes on to the next hop reads there as one head: lines that end with CRLF, none with other controls.
    static void forwardsNothingDoubtful(HeadBuffer head) {
        var splice = new HeadSplice(head);
        splice.begin(head);
        var writer = new HeadWriter();
        splice.write(writer.begin());
        var buffer = writer.toBuffer(PooledByteBufAllocator.DEFAULT);
        var text = buffer.toString(StandardCharsets.ISO_8859_1);
        buffer.release();
        var lines = text.replace("\r\n", "");
        int end = text.indexOf("\r\n\r\n");
        boolean clean = lines.chars().noneMatch(c -> c == '\r' || c == '\n' || c == '\0');
        if (!text.endsWith("\r\n") || !clean || (end >= 0 && end != text.length() - 4)) {
            throw new AssertionError("not one head: " + text);
        }
    }

    /// Netty rewrites the fields of the framing, which are compared by what they say.
    private static void sameHeaders(HeadBuffer head, HttpMessage message) {
        var ours = new ArrayList<String>();
        for (int i = 0; i < head.headerCount(); i++) {
            if (!isFraming(head.text(head.headerName(i)))) {
                ours.add(head.text(head.headerName(i)) + ": " + head.text(head.headerValue(i)));
            }
        }
        var theirs = message.headers().entries().stream()
                .filter(header -> !isFraming(header.getKey()))
                .map(header -> header.getKey() + ": " + header.getValue())
                .toList();
        same("headers", ours, theirs);
    }

    private static boolean isFraming(String name) {
        return name.equalsIgnoreCase("content-length") || name.equalsIgnoreCase("transfer-encoding");
    }

    private static void same(String what, @Nullable Object ours, @Nullable Object theirs) {
        if (!Objects.equals(ours, theirs)) {
            throw new AssertionError(what + ": " + ours + " (the oracle: " + theirs + ")");
        }
    }
}

package dev.lateen.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.HeadBuffer.Progress;
import dev.lateen.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever comes, and however it is cut: the scanners never throw, decide the same, and keep no buffer.
class ScannerFuzzTest {

    private static final List<String> PIECES = List.of(
            "GET ",
            "POST ",
            "/",
            "/a/../b",
            "*",
            "http://a",
            " HTTP/1.1\r\n",
            " HTTP/1.0\r\n",
            "Host: a\r\n",
            "Host: [::1]:80\r\n",
            "Content-Length: 5\r\n",
            "Content-Length: 5, 5\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Connection: close, host\r\n",
            "X_Forwarded_For: a\r\n",
            "Expect: 100-continue\r\n",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 204\r\n",
            "HTTP/1.0 999 \u00e9\r\n",
            "5\r\nhello\r\n",
            "0\r\n",
            "ffffffffffffffff\r\n",
            "5;a=b\r\n",
            "A: b\r\n",
            "\r\n",
            "\n",
            "\r",
            " ",
            "\t",
            ":",
            "\0",
            "\u0080",
            "\u00ff",
            "x".repeat(300));

    @Test
    void scannersWithstandAnything() {
        fuzz(20_000);
    }

    @Test
    @Tag("long")
    void scannersWithstandAnythingForLong() {
        fuzz(400_000);
    }

    private static void fuzz(int rounds) {
        var random = Seeds.random("scanners");
        var limits = Limits.DEFAULT.withHead(2048, 512, 20);
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = i % 4 == 0 ? Seeds.bytes(random, random.nextInt(1, 400)) : composed(random);
            head(new RequestHeadBuffer(limits), new RequestHeadBuffer(limits), bytes, random);
            head(new ResponseHeadBuffer(limits), new ResponseHeadBuffer(limits), bytes, random);
            var whole = chunks(limits, bytes, bytes.length);
            var split = chunks(limits, bytes, random.nextInt(1, 9));
            assertThat(split).as(() -> text(bytes)).isEqualTo(whole);
        }
    }

    private static byte[] composed(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void head(HeadBuffer whole, HeadBuffer split, byte[] bytes, RandomGenerator random) {
        whole.reset();
        split.reset();
        var all = Unpooled.wrappedBuffer(bytes);
        var expected = whole.feed(all);
        var actual = Progress.MORE;
        int consumed = 0;
        while (consumed < bytes.length && actual == Progress.MORE) {
            int count = Math.min(bytes.length - consumed, random.nextInt(1, 40));
            var part = Unpooled.wrappedBuffer(bytes, consumed, count);
            actual = split.feed(part);
            consumed += count - part.readableBytes();
        }
        assertThat(actual).as(() -> text(bytes)).isEqualTo(expected);
        if (expected == Progress.COMPLETE) {
            assertThat(consumed).as(() -> text(bytes)).isEqualTo(all.readerIndex());
            assertThat(split.headerCount()).isEqualTo(whole.headerCount());
            forwardsNothingDoubtful(whole);
        }
    }

    /// What goes on to the next hop reads there as one head: lines that end with CRLF, none with other controls.
    private static void forwardsNothingDoubtful(HeadBuffer head) {
        var splice = new HeadSplice(head);
        splice.begin(head);
        var writer = new HeadWriter();
        splice.write(writer.begin());
        var buffer = writer.toBuffer(PooledByteBufAllocator.DEFAULT);
        var text = buffer.toString(StandardCharsets.ISO_8859_1);
        buffer.release();
        assertThat(text).endsWith("\r\n");
        assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
        assertThat(text.indexOf("\r\n\r\n")).isIn(-1, text.length() - 4);
    }

    private record Body(String data, boolean done, boolean refused, String trailers) {}

    private static Body chunks(Limits limits, byte[] bytes, int step) {
        var reader = new BodyReader(limits);
        reader.beginChunked();
        var data = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length && !reader.isDone() && reader.refusal() == null; i += step) {
            var in = PooledByteBufAllocator.DEFAULT.directBuffer();
            in.writeBytes(bytes, i, Math.min(step, bytes.length - i));
            for (ByteBuf piece = reader.next(in); piece != null; piece = reader.next(in)) {
                for (int j = 0; j < piece.readableBytes(); j++) {
                    data.write(piece.getByte(piece.readerIndex() + j));
                }
                piece.release();
            }
            in.release();
            assertThat(in.refCnt()).isZero();
        }
        return new Body(
                data.toString(StandardCharsets.ISO_8859_1),
                reader.isDone(),
                reader.refusal() != null,
                Bytes.text(reader.trailers(), 0, reader.trailers().length));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

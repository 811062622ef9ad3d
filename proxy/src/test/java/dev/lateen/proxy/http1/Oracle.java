package dev.lateen.proxy.http1;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Netty's decoder as a second opinion on what bytes mean.
final class Oracle {

    private static final int MAX = 1 << 20;

    /// What Netty reads of a message.
    ///
    /// @param head null when there is none yet
    /// @param failure null when all of it was acceptable
    record Reading(
            @Nullable HttpMessage head,
            String body,
            boolean ended,
            @Nullable Throwable failure) {}

    private Oracle() {}

    static Reading request(byte[] bytes) {
        return read(new EmbeddedChannel(new HttpRequestDecoder(MAX, MAX, MAX)), bytes);
    }

    static Reading response(byte[] bytes) {
        return read(new EmbeddedChannel(new HttpResponseDecoder(MAX, MAX, MAX)), bytes);
    }

    /// Up to the end of the first message.
    private static Reading read(EmbeddedChannel channel, byte[] bytes) {
        HttpMessage head = null;
        Throwable failure = null;
        var body = new ByteArrayOutputStream();
        boolean ended = false;
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
            if (!ended) {
                failure = failure == null ? next.decoderResult().cause() : failure;
                head = head == null && next instanceof HttpMessage message ? message : head;
                if (next instanceof HttpContent content) {
                    var data = new byte[content.content().readableBytes()];
                    content.content().readBytes(data);
                    body.writeBytes(data);
                }
                ended = next instanceof LastHttpContent;
            }
            ReferenceCountUtil.release(next);
        }
        channel.finishAndReleaseAll();
        return new Reading(head, body.toString(StandardCharsets.ISO_8859_1), ended, failure);
    }
}

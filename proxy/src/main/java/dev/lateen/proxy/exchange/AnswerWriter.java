package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.ResponseHeadBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/// An upstream's answer on its way to the client, in the framing that the client can read.
final class AnswerWriter {

    private static final byte[] NOTHING = {};

    private final Exchange exchange;
    private final DownstreamHead.Framing framing;
    private final boolean reusable;

    private AnswerWriter(Exchange exchange, DownstreamHead.Framing framing, boolean reusable) {
        this.exchange = exchange;
        this.framing = framing;
        this.reusable = reusable;
    }

    /// The head, and what of the body has come with it.
    ///
    /// @param count of the next bytes of `body` that are the body's; of a body in chunks always none
    record Beginning(ResponseHeadBuffer head, ByteBuf body, int count) {}

    /// Decides the framing and writes the beginning.
    static AnswerWriter begin(Exchange exchange, Beginning beginning, DownstreamHead.FinalAnswer answer) {
        var request = exchange.head;
        var head = beginning.head();
        var framing = framing(exchange, head);
        // An answer before the end of the request: the rest of it may never come.
        boolean reusable = request.keepAlive()
                && framing != DownstreamHead.Framing.UNTIL_CLOSE
                && exchange.requestComplete
                && !exchange.downstream.isDraining();
        byte[] connection = NOTHING;
        if (!reusable) {
            connection = Names.CLOSE;
        } else if (request.minorVersion() == 0) {
            connection = Names.KEEP_ALIVE;
        }
        var out = DownstreamHead.build(exchange.worker, head, framing, connection, answer);
        exchange.downstream.write(out.toBuffer(PooledByteBufAllocator.DEFAULT, beginning.body(), beginning.count()));
        return new AnswerWriter(exchange, framing, reusable);
    }

    /// Takes ownership.
    void body(ByteBuf data) {
        if (framing == DownstreamHead.Framing.CHUNKED) {
            Chunks.write(exchange.downstream::write, data);
        } else {
            exchange.downstream.write(data);
        }
    }

    void end(byte[] trailers) {
        if (framing == DownstreamHead.Framing.CHUNKED) {
            exchange.downstream.write(Chunks.last(exchange.worker.writer(), trailers));
        }
    }

    /// Whether the client may send another request.
    boolean isReusable() {
        return reusable;
    }

    private static DownstreamHead.Framing framing(Exchange exchange, ResponseHeadBuffer head) {
        boolean bodyless =
                exchange.head.isMethod(LocalReplyWriter.EXCHANGE_HEAD) || head.status() == 204 || head.status() == 304;
        if (bodyless || (!head.isChunked() && head.contentLength() >= 0)) {
            return DownstreamHead.Framing.AS_IS;
        }
        return exchange.head.minorVersion() == 1 ? DownstreamHead.Framing.CHUNKED : DownstreamHead.Framing.UNTIL_CLOSE;
    }
}

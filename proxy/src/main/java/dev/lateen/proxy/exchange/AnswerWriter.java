package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Refusal;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// An upstream's answer on its way to the client, from the first byte that is passed on: what comes before it (1xx),
/// its head, its body in the framing that the client can read. While the client takes nothing, the upstream is not
/// read. Made when there is something to pass on; event loop only.
final class AnswerWriter {

    private static final byte[] NOTHING = {};
    private static final int MAX_INTERIM = 100;
    private static final Refusal TOO_MANY_INTERIM =
            new Refusal(502, "upe.too_many_interim", "more than " + MAX_INTERIM + " answers of 1xx");

    private final Exchange exchange;
    private final RequestWriter request;
    private DownstreamHead.@Nullable Framing framing;
    private int interim;
    private boolean reusable;
    private boolean paused;

    AnswerWriter(Exchange exchange, RequestWriter request) {
        this.exchange = exchange;
        this.request = request;
    }

    /// The head, and what of the body has come with it.
    ///
    /// @param count of the next bytes of `body` that are the body's; of a body in chunks always none
    record Beginning(ResponseHeadBuffer head, ByteBuf body, int count) {}

    /// An answer of 1xx; a client of HTTP/1.0 knows none.
    void interim(ResponseHeadBuffer head) {
        var open = request.connection();
        if (++interim > MAX_INTERIM && open != null) {
            open.protocolError(TOO_MANY_INTERIM);
        } else if (exchange.head.minorVersion() == 1) {
            var out = DownstreamHead.interim(exchange.worker, head);
            exchange.downstream.write(out.toBuffer(PooledByteBufAllocator.DEFAULT));
            pauseUnlessWritable();
        }
    }

    /// Decides the framing and writes the beginning.
    void begin(Beginning beginning, DownstreamHead.FinalAnswer answer) {
        var head = beginning.head();
        var chosen = framing(exchange, head);
        framing = chosen;
        // An answer before the end of the request: the rest of it may never come.
        reusable = exchange.head.keepAlive()
                && chosen != DownstreamHead.Framing.UNTIL_CLOSE
                && exchange.requestComplete
                && !exchange.downstream.isDraining();
        byte[] connection = NOTHING;
        if (!reusable) {
            connection = Names.CLOSE;
        } else if (exchange.head.minorVersion() == 0) {
            connection = Names.KEEP_ALIVE;
        }
        var out = DownstreamHead.build(exchange.worker, head, chosen, connection, answer);
        exchange.downstream.write(out.toBuffer(PooledByteBufAllocator.DEFAULT, beginning.body(), beginning.count()));
        pauseUnlessWritable();
    }

    /// Whether the head of the final answer is written.
    boolean isBegun() {
        return framing != null;
    }

    /// Takes ownership.
    void body(ByteBuf data) {
        if (framing == DownstreamHead.Framing.CHUNKED) {
            Chunks.write(exchange.downstream::write, data);
        } else {
            exchange.downstream.write(data);
        }
        pauseUnlessWritable();
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

    /// The client takes bytes again.
    void resume() {
        var open = request.connection();
        if (paused && open != null) {
            paused = false;
            open.setReading(true);
        }
    }

    /// What is written leaves first: the socket mostly takes it, and its buffers serve the next read while they are
    /// still in the processor's cache.
    private void pauseUnlessWritable() {
        if (paused || exchange.downstream.isWritable()) {
            return;
        }
        exchange.downstream.flush();
        var open = request.connection();
        if (open != null && !exchange.downstream.isWritable()) {
            paused = true;
            exchange.worker.context().counters().increment(Counter.BACK_PRESSURE_PAUSES);
            open.setReading(false);
        }
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

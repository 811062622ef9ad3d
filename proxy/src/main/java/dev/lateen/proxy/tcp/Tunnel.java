package dev.lateen.proxy.tcp;

import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.LoopContext;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Two connections joined: the bytes of each go to the other as they come. A side that is slow stops the reading of the
/// other; the end of one direction is passed on and leaves the other open; a reset becomes a reset. Neither snapshots
/// nor route timeouts matter to it: it ends when both sides have, when nothing moved for its idle timeout, or when its
/// connection is closed.
///
/// Both ends are put into their pipelines, upstream first, then [#start] is called. Event loop only.
public final class Tunnel {

    /// How it ended.
    public enum Ending {
        /// Both sides said that they were done.
        FINISHED,
        /// The client's connection broke or was closed here.
        DOWNSTREAM_GONE,
        UPSTREAM_GONE,
        IDLE,
        /// It was there for as long as it may be.
        TOO_OLD
    }

    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LoopContext context;
    private final Duration idleTimeout;
    private final Runnable ended;
    private final Deadline deadline = new Deadline(this::expired);
    private final Deadline end = new Deadline(this::tooOld);
    private final End downstream = new End(Ending.DOWNSTREAM_GONE);
    private final End upstream = new End(Ending.UPSTREAM_GONE);
    private long lastActivityNanos = System.nanoTime();
    private boolean closing;
    private @Nullable Ending ending;
    private String reason = "";
    private Duration longest = Duration.ZERO;

    /// One that may be idle for `tunnelIdleTimeout`.
    public Tunnel(LoopContext context, Runnable ended) {
        this(context, context.limits().tunnelIdleTimeout(), ended);
    }

    /// @param idleTimeout zero for none
    /// @param ended runs once, when both connections are closed
    public Tunnel(LoopContext context, Duration idleTimeout, Runnable ended) {
        this.context = context;
        this.idleTimeout = idleTimeout;
        this.ended = ended;
        context.counters().increment(Counter.TOTAL_TUNNELS);
        context.counters().increment(Counter.OPEN_TUNNELS);
    }

    public ChannelHandler downstreamEnd() {
        return downstream;
    }

    public ChannelHandler upstreamEnd() {
        return upstream;
    }

    /// Once both ends are in their pipelines.
    public void start() {
        downstream.begin();
        upstream.begin();
        setDeadline(idleTimeout.toNanos());
    }

    /// Not later than this, whatever moves.
    public void endAfter(Duration most) {
        if (!closing) {
            longest = most;
            context.coarse().set(end, most.toNanos());
        }
    }

    private void tooOld() {
        if (!closing) {
            ending = Ending.TOO_OLD;
            reason = "the connection was open for " + longest;
            close(downstream);
            close(upstream);
        }
    }

    public long bytesReceived() {
        return downstream.bytes;
    }

    public long bytesSent() {
        return upstream.bytes;
    }

    /// Once it has ended.
    public Ending ending() {
        return ending == null ? Ending.FINISHED : ending;
    }

    /// Plain words for an ending that is not [Ending#FINISHED], possibly empty.
    public String reason() {
        return reason;
    }

    private void expired() {
        if (closing) {
            downstream.channel().close();
            upstream.channel().close();
            return;
        }
        long left = idleTimeout.toNanos() - (System.nanoTime() - lastActivityNanos);
        if (left > 0) {
            setDeadline(left);
            return;
        }
        context.counters().increment(Counter.TUNNEL_IDLE_CLOSED);
        ending = Ending.IDLE;
        reason = "nothing moved for " + idleTimeout;
        close(downstream);
        close(upstream);
    }

    private void setDeadline(long nanos) {
        deadline.cancel();
        if (nanos > 0) {
            context.coarse().set(deadline, nanos);
        }
    }

    /// Behind what is still to be written, which a peer that does not read cannot delay for ever.
    private void close(End end) {
        if (!closing) {
            closing = true;
            setDeadline(FLUSH_NANOS);
        }
        Endings.close(end.channel());
    }

    private void closed(End end) {
        if (end.gone) {
            return;
        }
        end.gone = true;
        if (end.other().gone) {
            deadline.cancel();
            this.end.cancel();
            context.counters().decrement(Counter.OPEN_TUNNELS);
            ended.run();
            return;
        }
        if (!closing) {
            ending = end.ifGone;
            end.other().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        close(end.other());
    }

    /// One side.
    private final class End extends ChannelInboundHandlerAdapter {

        private final Ending ifGone;
        private @Nullable ChannelHandlerContext place;
        private long bytes;
        private boolean inputEnded;
        private boolean gone;

        End(Ending ifGone) {
            this.ifGone = ifGone;
        }

        End other() {
            return this == downstream ? upstream : downstream;
        }

        Channel channel() {
            return place().channel();
        }

        private ChannelHandlerContext place() {
            if (place == null) {
                throw new IllegalStateException("a tunnel's end without a connection");
            }
            return place;
        }

        void begin() {
            place().flush();
            if (channel().isActive()) {
                resume();
            } else {
                closed(this);
            }
        }

        void resume() {
            channel().config().setAutoRead(true);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            place = ctx;
            ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var data = (ByteBuf) message;
            bytes += data.readableBytes();
            lastActivityNanos = System.nanoTime();
            var out = other().place();
            out.write(data, out.voidPromise());
            if (!out.channel().isWritable()) {
                out.flush(); // only what the socket does not take stops the reading
            }
            if (!out.channel().isWritable() && ctx.channel().config().isAutoRead()) {
                context.counters().increment(Counter.BACK_PRESSURE_PAUSES);
                ctx.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other().place().flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (ctx.channel().isWritable()) {
                other().resume();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if ((event instanceof ChannelInputShutdownEvent || event == SslCloseCompletionEvent.SUCCESS)
                    && !inputEnded
                    && ctx.channel().isActive()) {
                inputEnded = true;
                if (other().inputEnded) {
                    close(this);
                    close(other());
                } else {
                    Endings.shutdownOutput(other().channel(), () -> {});
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            reason = String.valueOf(cause.getMessage());
            ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            closed(this);
        }
    }
}

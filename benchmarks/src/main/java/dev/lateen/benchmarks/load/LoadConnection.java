package dev.lateen.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/// A client's connection: one request after the other. Event loop only.
final class LoadConnection extends ChannelInboundHandlerAdapter {

    private final LoadGenerator generator;
    private final MessageReader reader = new MessageReader();
    private @Nullable ChannelHandlerContext context;
    private boolean inRequest;
    private long begunNanos;

    LoadConnection(LoadGenerator generator) {
        this.generator = generator;
    }

    /// Leaves with the next flush.
    void send(long nanos) {
        var ctx = context;
        if (ctx != null) {
            inRequest = true;
            begunNanos = nanos;
            ctx.write(generator.nextRequest(), ctx.voidPromise());
        }
    }

    void flush() {
        if (context != null) {
            context.flush();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        var tls = ctx.pipeline().get(SslHandler.class);
        if (tls == null) {
            begin();
        } else {
            tls.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    begin();
                }
            });
        }
    }

    private void begin() {
        generator.ready(this);
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            while (in.isReadable() && reader.read(in)) {
                inRequest = false;
                generator.answered(reader.status(), System.nanoTime() - begunNanos);
                if (!generator.keepAlive() || reader.isClosing()) {
                    ctx.close();
                    return;
                }
                generator.ready(this);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        generator.gone(this, inRequest);
    }
}

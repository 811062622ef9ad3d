package dev.lateen.proxy.upstream;

import dev.lateen.proxy.tls.TlsFailures;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.concurrent.TimeUnit;

/// What lies between a connection that is made and one that can be used: with TLS a handshake, for which is left what
/// the connect has left of its timeout. Event loop only.
final class UpstreamHandshake {

    private final ConnectTarget target;
    private final ConnectListener listener;
    private final long startNanos = System.nanoTime();

    UpstreamHandshake(ConnectTarget target, ConnectListener listener) {
        this.target = target;
        this.listener = listener;
    }

    void fail(UpstreamFailure failure) {
        listener.connectFailed(failure);
    }

    void begin(Channel channel) {
        if (target.preface() != null) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(target.preface()), channel.voidPromise());
        }
        var tls = target.tls();
        if (tls == null) {
            listener.connected(channel);
            return;
        }
        var ssl = tls.context()
                .handler(channel.alloc(), tls.name(), target.endpoint().port());
        if (ssl == null) {
            channel.close();
            fail(failure(UpstreamFailure.Kind.TLS, tls.context().problem()));
            return;
        }
        long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        ssl.setHandshakeTimeoutMillis(Math.max(1, target.timeoutMillis() - spent));
        var silence = new Silence();
        channel.pipeline().addLast(ssl, silence);
        ssl.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                channel.pipeline().remove(silence);
                listener.connected(channel);
            } else {
                channel.close();
                boolean late = done.cause() instanceof SslHandshakeTimeoutException;
                fail(
                        late
                                ? failure(UpstreamFailure.Kind.CONNECT_TIMEOUT, "connection timeout")
                                : failure(UpstreamFailure.Kind.TLS, TlsFailures.reason(done.cause())));
            }
        });
    }

    private static UpstreamFailure failure(UpstreamFailure.Kind kind, String reason) {
        return ConnectionPool.failure(kind, kind == UpstreamFailure.Kind.TLS ? "TLS_error: " + reason : reason);
    }

    /// Hears of a failure that the handshake's future tells as well.
    private static final class Silence extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}

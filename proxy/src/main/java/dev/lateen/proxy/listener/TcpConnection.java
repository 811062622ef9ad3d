package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.Client;
import dev.lateen.proxy.exchange.ClientConnection;
import dev.lateen.proxy.exchange.TcpPlan;
import dev.lateen.proxy.exchange.TcpSession;
import dev.lateen.snapshot.Listener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/// A client's connection whose bytes are not read here: what comes waits, at most one receive buffer of it, until the
/// upstream is connected; then the connection is one end of a tunnel. Event loop only.
final class TcpConnection extends ChannelInboundHandlerAdapter implements ClientConnection, DownstreamConnection {

    /// Where the bytes go.
    ///
    /// @param serverName what the client asked for by TLS; null when it did not
    record Target(
            Listener.Kind kind, TcpPlan plan, @Nullable String serverName) {}

    private final ConnectionSet connections;
    private final Binding binding;
    private final Channel channel;
    private final Client client;
    private final TcpSession session;
    private @Nullable ByteBuf input;
    private boolean inputEnded;
    private String failure = "the client closed the connection";

    TcpConnection(ConnectionSet connections, Binding binding, Channel channel, Target target) {
        this.connections = connections;
        this.binding = binding;
        this.channel = channel;
        this.client = Client.of(channel.localAddress(), channel.remoteAddress());
        this.session = new TcpSession(connections.worker(), this, target.kind(), target.plan(), target.serverName());
    }

    /// Once it is in its pipeline; what was read before comes as usual.
    void begin() {
        channel.config().setAutoRead(false);
        session.begin();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        input = Buffers.join(ctx.alloc(), input, (ByteBuf) message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        inputEnded |= event instanceof ChannelInputShutdownEvent;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failure = String.valueOf(cause.getMessage());
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.clientGone(failure);
        connections.remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        var early = input;
        input = null;
        if (early != null && ctx.channel().isActive()) {
            ctx.fireChannelRead(early);
        } else if (early != null) {
            early.release();
        }
        if (inputEnded) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    public Client client() {
        return client;
    }

    @Override
    public void handOver(ChannelHandler next) {
        channel.pipeline().replace(this, null, next);
    }

    @Override
    public void handedOverClosed() {
        connections.remove(this);
    }

    @Override
    public Binding binding() {
        return binding;
    }

    @Override
    public void drain() {
        // A byte stream has no moment at which nothing is cut off: it may go on until the drain timeout.
    }

    @Override
    public void closeNow() {
        channel.close();
    }
}

package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.Client;
import dev.lateen.proxy.exchange.FilterChains;
import dev.lateen.proxy.exchange.FilterChains.Chain;
import dev.lateen.proxy.exchange.RuntimeSnapshot.ListenerRoutes;
import dev.lateen.proxy.exchange.TcpSession;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.tcp.ClientHello;
import dev.lateen.snapshot.Listener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection of a listener with filter chains until it is known which of them it gets: at once where no chain has a
/// server name, else when the client has said in its ClientHello what it asks for. The bytes read so far go to what
/// takes
/// its place. A client that says nothing in time gets the chain without names, since its server may be the one to speak
/// first; one that stops in the middle is closed. Event loop only.
final class ChainInspector extends ChannelInboundHandlerAdapter implements DownstreamConnection {

    private final ConnectionSet connections;
    private final Binding binding;
    private final FilterChains chains;
    private final Listener.Kind kind;
    private final Channel channel;
    private final Deadline deadline = new Deadline(this::late);
    private @Nullable ByteBuf input;
    private boolean draining;

    /// @param routes with chains
    ChainInspector(ConnectionSet connections, Binding binding, Channel channel, ListenerRoutes routes) {
        this.connections = connections;
        this.binding = binding;
        this.channel = channel;
        this.kind = routes.listener().kind();
        this.chains = Objects.requireNonNull(routes.chains());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connections.add(this);
        draining = binding.isDraining();
        if (chains.needsServerName()) {
            var limits = connections.worker().context().limits();
            await(
                    limits.firstByteTimeout().isZero()
                            ? limits.idleTimeout().toNanos()
                            : limits.firstByteTimeout().toNanos());
        } else {
            choose(null);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (input == null) {
            await(connections.worker().context().limits().headTimeout().toNanos());
        }
        var read = Buffers.join(ctx.alloc(), input, (ByteBuf) message);
        input = read;
        var hello = ClientHello.read(read);
        switch (hello.kind()) {
            case UNFINISHED -> {}
            case TLS -> choose(hello.serverName());
            case NOT_TLS -> choose(null);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close(); // it will never say what it wants
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connections.remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel();
        var read = input;
        input = null;
        if (read != null && ctx.channel().isActive()) {
            ctx.fireChannelRead(read);
        } else if (read != null) {
            read.release();
        }
    }

    @Override
    public Binding binding() {
        return binding;
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public void closeNow() {
        channel.close();
    }

    private void await(long nanos) {
        deadline.cancel();
        if (nanos > 0) {
            connections.worker().context().coarse().set(deadline, nanos);
        }
    }

    private void late() {
        if (input == null && chains.choose(null) != null) {
            choose(null);
        } else {
            refuse(null);
        }
    }

    private void choose(@Nullable String serverName) {
        var chain = chains.choose(serverName);
        if (chain == null) {
            refuse(serverName);
        } else {
            deadline.cancel();
            take(chain, serverName);
        }
    }

    private void take(Chain chain, @Nullable String serverName) {
        var chosen = new ChosenChain(connections, binding, channel, chain, kind, serverName);
        var termination = chain.tls();
        if (termination == null) {
            chosen.begin(this, draining, null);
        } else {
            terminate(chosen, termination);
        }
    }

    private void terminate(ChosenChain chosen, FilterChains.Termination termination) {
        var ssl = termination.context().handler(channel.alloc());
        if (ssl == null) {
            termination.handshakes().missCertificate();
            channel.close();
            return;
        }
        var handshake = new TlsHandshake(chosen, ssl, termination.handshakes(), draining);
        connections.replace(this, handshake);
        channel.pipeline().addLast(ssl, handshake);
        channel.pipeline().remove(this); // what has been read goes to the first of them
    }

    private void refuse(@Nullable String serverName) {
        var client = Client.of(channel.localAddress(), channel.remoteAddress());
        TcpSession.unmatched(connections.worker(), client, kind, serverName);
        channel.close();
    }
}

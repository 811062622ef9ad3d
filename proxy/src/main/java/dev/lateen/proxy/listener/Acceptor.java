package dev.lateen.proxy.listener;

import dev.lateen.proxy.Limits;
import dev.lateen.proxy.exchange.BindKey;
import dev.lateen.proxy.loop.ReadBuffers;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Binds server sockets and spreads the connections they accept over the event loops in turn.
final class Acceptor {

    private static final int BACKLOG = 4096;

    private final Transport transport;
    private final Limits limits;
    private final Map<EventLoop, ConnectionSet> sets = new IdentityHashMap<>();

    Acceptor(Transport transport, Limits limits, List<ConnectionSet> connections) {
        this.transport = transport;
        this.limits = limits;
        for (var set : connections) {
            sets.put(set.worker().context().loop(), set);
        }
    }

    /// The socket queues connections, but accepts none until its `autoRead` is switched on.
    ChannelFuture bind(BindKey key, ListenerReconciler.BindingSlot slot) {
        int half = limits.bodyBufferBytes() / 2;
        return new ServerBootstrap()
                .group(transport.group())
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(half, 2 * half))
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, ReadBuffers.adaptive())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, slot);
                    }
                })
                .bind(new InetSocketAddress(key.address(), key.port()));
    }

    /// Takes what has connected by now, then closes the socket.
    ChannelFuture close(Channel server) {
        server.eventLoop().execute(() -> {
            Transport.acceptQueued(server);
            server.close();
        });
        return server.closeFuture();
    }

    private void accept(Channel channel, ListenerReconciler.BindingSlot slot) {
        var set = sets.get(channel.eventLoop());
        if (set == null || !set.admit()) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(_ -> set.release());
        channel.pipeline().addLast(first(set, slot.get(), channel));
    }

    private static ChannelHandler first(ConnectionSet set, Binding binding, Channel channel) {
        var routes = binding.snapshot().listeners().get(binding.key());
        return routes == null || routes.chains() == null
                ? new Http1Connection(set, binding, channel, new RoutesInForce(binding, null))
                : new ChainInspector(set, binding, channel, routes);
    }
}

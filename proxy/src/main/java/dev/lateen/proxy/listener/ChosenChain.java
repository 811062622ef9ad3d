package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.FilterChains.Chain;
import dev.lateen.proxy.tls.TlsPeer;
import dev.lateen.snapshot.Listener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/// A connection and the filter chain that it gets. Event loop only.
///
/// @param serverName what the client asked for by TLS; null when it did not
record ChosenChain(
        ConnectionSet connections,
        Binding binding,
        Channel channel,
        Chain chain,
        Listener.Kind kind,
        @Nullable String serverName) {

    /// Lets the chain's own handler take the place of `before`, which has been asked to drain or not.
    ///
    /// @param tls what the handshake told, when TLS ends here
    <H extends ChannelHandler & DownstreamConnection> void begin(H before, boolean draining, @Nullable TlsPeer tls) {
        ChannelPipeline pipeline = channel.pipeline();
        var plan = chain.tcp();
        if (plan == null) {
            var routes = new RoutesInForce(binding, chain.source().name());
            var next = new Http1Connection(connections, binding, channel, routes);
            connections.replace(before, next);
            pipeline.addLast(next);
            next.begin(tls);
            if (draining) {
                next.drain();
            }
            pipeline.remove(before);
        } else {
            var target = new TcpConnection.Target(kind, plan, serverName);
            var next = new TcpConnection(connections, binding, channel, target);
            connections.replace(before, next);
            pipeline.replace(before, null, next);
            next.begin();
        }
    }
}

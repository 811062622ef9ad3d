package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.http1.Authorities;
import dev.lateen.proxy.tcp.Tunnel;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.proxy.upstream.TlsTarget;
import dev.lateen.proxy.upstream.UpstreamFailure;
import dev.lateen.snapshot.route.RequestHead;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// A CONNECT on its way: when an endpoint of the route's destination is connected, the client is told so and both
/// connections become a tunnel. Nothing of the request goes upstream (RFC 9110 section 9.3.6).
final class ConnectAttempt implements Dialing.Caller {

    private static final int OK = 200;

    private final Exchange exchange;
    private final EndpointSet endpoints;
    private final Dialing dialing;

    ConnectAttempt(Exchange exchange, EndpointSet endpoints) {
        this.exchange = exchange;
        this.endpoints = endpoints;
        this.dialing = new Dialing(exchange.worker, endpoints, tls(), exchange.outcome, this);
    }

    void start(int index) {
        dialing.connect(index);
    }

    /// The bytes of the client are for the host that it names, whatever the route says of names.
    private @Nullable TlsTarget tls() {
        var context = exchange.tlsTo(endpoints.cluster());
        if (context == null) {
            return null;
        }
        var head = exchange.head;
        long authority = head.authority();
        var host = Authorities.host(head.bytes(), RequestHead.start(authority), RequestHead.end(authority));
        return new TlsTarget(context, context.sni() == null ? host : context.sni());
    }

    @Override
    public boolean isOver() {
        return exchange.isFinished();
    }

    @Override
    public void connected(Channel channel) {
        var worker = exchange.worker;
        var outcome = exchange.outcome;
        outcome.serviceTimeMillis = outcome.elapsedMillis();
        outcome.status = OK;
        outcome.details = "via_upstream";
        exchange.downstream.write(DownstreamHead.established(worker).toBuffer(PooledByteBufAllocator.DEFAULT));
        var tunnel = new Tunnel(worker.context(), this::tunnelEnded);
        channel.pipeline().addLast(tunnel.upstreamEnd());
        exchange.upgraded(tunnel);
    }

    @Override
    public void failed(UpstreamFailure failure, boolean retried) {
        var name = endpoints.cluster().name();
        var last = exchange.outcome.endpoint;
        var where = last == null ? name : last.address() + ":" + last.port();
        exchange.fail(LocalReplies.upstreamFailed(failure, retried, retried ? ResponseFlag.URX.bit() : 0, where));
        exchange.downstream.flush();
    }

    private void tunnelEnded() {
        dialing.end();
        exchange.tunnelEnded();
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.upstream.ConnectTarget;
import dev.lateen.proxy.upstream.TlsTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The copies of one request. They are made when the request itself goes to an endpoint, once, whatever its attempts
/// come to. Event loop only.
final class Mirrors {

    private final Exchange exchange;
    private final List<MirrorCopy> copies;

    private Mirrors(Exchange exchange, List<MirrorCopy> copies) {
        this.exchange = exchange;
        this.copies = copies;
    }

    /// Null when there are none. Connections that become tunnels are not copied.
    static @Nullable Mirrors begin(Exchange exchange, RoutePlan plan, RequestWriter request) {
        if (plan.mirrors.length == 0 || exchange.head.wantsUpgrade()) {
            return null;
        }
        var original = request.head();
        var destination = request.destination();
        var copies = new ArrayList<MirrorCopy>(plan.mirrors.length);
        for (var mirror : plan.mirrors) {
            if (Chance.hits(mirror.millionths(), exchange.worker.context().random())) {
                var target = target(exchange, mirror, original.hostName(plan, destination));
                if (target != null && exchange.worker.mirrors().begin()) {
                    var endpoint = target.endpoints().endpoint(target.index());
                    var head = original.buildShadow(plan, destination, endpoint);
                    boolean isHead = exchange.head.isMethod(LocalReplyWriter.EXCHANGE_HEAD);
                    var copy = new MirrorCopy(exchange.worker, target, isHead);
                    copy.send(head.toBuffer(PooledByteBufAllocator.DEFAULT));
                    copies.add(copy);
                }
            }
        }
        var mirrors = copies.isEmpty() ? null : new Mirrors(exchange, copies);
        if (mirrors != null) {
            mirrors.start();
        }
        return mirrors;
    }

    /// Null, and counted, when the destination has no endpoint.
    private static @Nullable ConnectTarget target(Exchange exchange, RoutePlan.Mirror mirror, String host) {
        var cluster = mirror.cluster();
        var endpoints = cluster == null ? null : cluster.endpoints();
        int endpoint = endpoints == null
                ? -1
                : endpoints.pick(exchange.worker.context().random());
        if (endpoints == null || endpoint < 0) {
            exchange.worker.context().counters().increment(Counter.MIRRORS_FAILED);
            return null;
        }
        var context = exchange.tlsTo(endpoints.cluster());
        var tls = context == null ? null : new TlsTarget(context, context.sni() == null ? host : context.sni());
        return new ConnectTarget(endpoints, endpoint, tls, ProxyHeader.of(endpoints.cluster(), exchange.outcome));
    }

    private void start() {
        if (exchange.requestComplete) {
            copies.forEach(MirrorCopy::end);
        }
        copies.forEach(MirrorCopy::start);
    }

    /// A piece of the body; stays the caller's.
    void body(ByteBuf data) {
        for (var copy : copies) {
            if (exchange.head.isChunked()) {
                Chunks.write(copy::send, data.retainedSlice());
            } else {
                copy.send(data.retainedSlice());
            }
        }
    }

    void end(byte[] trailers) {
        for (var copy : copies) {
            if (exchange.head.isChunked()) {
                copy.send(Chunks.last(exchange.worker.writer(), trailers));
            }
            copy.end();
            copy.flush();
        }
    }

    void flush() {
        copies.forEach(MirrorCopy::flush);
    }

    /// Those that lack a part of the request end.
    void abandon() {
        copies.forEach(MirrorCopy::abandon);
    }
}

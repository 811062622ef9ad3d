package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.upstream.AttemptListener;
import dev.lateen.proxy.upstream.ConnectTarget;
import dev.lateen.proxy.upstream.ConnectionPool;
import dev.lateen.proxy.upstream.TlsTarget;
import dev.lateen.proxy.upstream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// A request on its way to an upstream, as often as it is sent: where the present attempt goes, its connection, and
/// what has left. Lives as long as its exchange; those of finished ones are used again ([Worker]). Event loop only.
final class RequestWriter {

    /// What a failure without an answer counts as.
    static final int FAILED = 503;

    static final int TOO_LONG = 504;

    private final UpstreamHead head;
    private Exchange exchange;
    private RoutePlan plan;
    private @Nullable RequestBody body;
    private RoutePlan.Destination destination;
    private EndpointSet endpoints;
    private int endpoint;
    private long tried;
    private int number;
    private @Nullable UpstreamConnection connection;
    private boolean headSent;

    RequestWriter(Exchange exchange, RoutePlan plan, RoutePlan.Destination destination, EndpointSet endpoints) {
        this.head = new UpstreamHead(exchange);
        begin(exchange, plan, destination, endpoints);
    }

    /// Forgets the exchange before.
    void begin(Exchange next, RoutePlan route, RoutePlan.Destination to, EndpointSet among) {
        head.begin(next);
        exchange = next;
        plan = route;
        body = next.requestComplete ? null : new RequestBody(next.worker, next.head.isChunked());
        destination = to;
        endpoints = among;
        endpoint = -1;
        tried = 0;
        number = 0;
        connection = null;
        headSent = false;
    }

    UpstreamHead head() {
        return head;
    }

    RoutePlan.Destination destination() {
        return destination;
    }

    EndpointSet endpoints() {
        return endpoints;
    }

    int endpoint() {
        return endpoint;
    }

    /// The endpoint of the last attempt, in words; an injected delay can end before there was one.
    String whereTo() {
        return endpoint < 0 ? "the endpoint" : endpoints.state(endpoint).toString();
    }

    /// Endpoints that were tried, as [EndpointSet#pickOther] takes them.
    long tried() {
        return tried;
    }

    /// Attempts so far.
    int number() {
        return number;
    }

    /// Null between attempts.
    @Nullable
    UpstreamConnection connection() {
        return connection;
    }

    /// Whether something of the request is on its connection.
    boolean isSent() {
        return headSent;
    }

    /// Whether an endpoint has been asked, or is being connected to.
    boolean isAsked() {
        return connection != null && !connection.awaitsRoom();
    }

    /// The next attempts go there.
    void turnTo(RoutePlan.Destination next, EndpointSet among) {
        if (next != destination) {
            destination = next;
            exchange.goesTo(next);
        }
        if (among != endpoints) {
            endpoints = among;
            tried = 0;
        }
    }

    /// Begins an attempt; the listener hears of it, possibly before this returns.
    ///
    /// @param fresh whether it must not be a pooled connection
    void start(int index, boolean fresh, AttemptListener listener) {
        endpoint = index;
        number++;
        if (index < Long.SIZE) {
            tried |= 1L << index;
        }
        exchange.outcome.endpoint = endpoints.endpoint(index);
        exchange.holdsClient();
        if (!endpoints.begin(index)) {
            listener.attemptFailed(ConnectionPool.OVERFLOW);
            return;
        }
        var tls = tlsTarget();
        var header = ProxyHeader.of(endpoints.cluster(), exchange.outcome);
        boolean own = fresh || header != null;
        var pooled = own ? null : exchange.worker.pool().poll(endpoints.state(index), tls, listener);
        if (pooled != null) {
            listener.connected(pooled);
            return;
        }
        var target = new ConnectTarget(endpoints, index, tls, header);
        var created = exchange.worker.pool().create(target, listener);
        connection = created;
        exchange.worker.pool().request(target, created);
    }

    private @Nullable TlsTarget tlsTarget() {
        var context = exchange.tlsTo(endpoints.cluster());
        if (context == null) {
            return null;
        }
        var name = context.sni();
        return new TlsTarget(context, name == null ? head.hostName(plan, destination) : name);
    }

    /// Sends the head, and what an attempt before has sent of the body.
    void connected(UpstreamConnection open) {
        connection = open;
        exchange.outcome.upstreamLocal = open.localAddress();
        exchange.outcome.upstreamRemote = open.remoteAddress();
        var out = head.build(plan, destination, endpoints.endpoint(endpoint), number);
        var bytes = out.toBuffer(PooledByteBufAllocator.DEFAULT);
        open.begin(exchange.head.isMethod(LocalReplyWriter.EXCHANGE_HEAD));
        boolean idempotent = exchange.isIdempotent();
        boolean watched = open.isReused() ? !idempotent : plan.retries.asksWhetherSent(idempotent);
        if (watched) {
            open.writeWatched(bytes);
        } else {
            open.write(bytes);
        }
        headSent = true;
        if (body != null) {
            body.begin(open, watched || open.isReused() || plan.retries.mayRepeatSent(idempotent));
        }
        if (exchange.requestComplete) {
            open.flush();
        } else {
            exchange.awaitsClient();
            exchange.downstream.resumeRequestBody(); // flushes, so that head and body may leave together
        }
    }

    boolean acceptsBody() {
        return headSent && connection != null && connection.isWritable();
    }

    /// Takes ownership.
    void sendBody(ByteBuf data) {
        if (connection == null || !headSent || body == null) {
            data.release();
        } else {
            body.send(connection, data);
            if (!connection.isWritable()) {
                connection.flush(); // as with answers: only what the socket does not take stops the reading
            }
        }
    }

    void sendEnd(byte[] trailers) {
        if (connection != null && headSent && body != null) {
            body.end(connection, trailers);
        }
    }

    void flush() {
        if (connection != null && headSent) {
            connection.flush();
        }
    }

    /// Whether another attempt can send all that was sent.
    boolean isRepeatable() {
        return body == null || body.isRepeatable();
    }

    /// No further attempt will be made.
    void keepNothing() {
        if (body != null) {
            body.drop();
        }
    }

    /// Tells outlier detection.
    void answered(int status) {
        endpoints.answered(endpoint, status);
    }

    /// Tells outlier detection.
    void unanswered(int standsFor) {
        endpoints.failed(endpoint, standsFor);
    }

    /// Counts the attempt as over, exactly once; returns the connection, which is the caller's now. Null when there was
    /// none under way.
    @Nullable
    UpstreamConnection leave() {
        var left = connection;
        if (left != null) {
            connection = null;
            headSent = false;
            endpoints.end(endpoint);
        }
        return left;
    }
}

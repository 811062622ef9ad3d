package dev.lateen.proxy.upstream;

import dev.lateen.proxy.cluster.ClusterUse;
import dev.lateen.proxy.cluster.EndpointState;
import dev.lateen.proxy.http1.BodyReader;
import dev.lateen.proxy.http1.Refusal;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.snapshot.Cluster;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection to an endpoint: connecting, used by one attempt, or idle in its pool. Event loop only.
///
/// The answer is read strictly; the connection is used again only when its framing says where the answer ended and
/// nothing came behind it.
public final class UpstreamConnection extends ChannelInboundHandlerAdapter implements ConnectListener {

    private enum Phase {
        CONNECTING,
        IDLE,
        HEAD,
        BODY,
        HANDED_OVER,
        CLOSED
    }

    /// Up to this, copying the beginning of a body behind its head costs less than a second buffer in the write.
    private static final int SHORT_BODY = 4096;

    private final ConnectionPool pool;
    private final EndpointState endpoint;
    private final @Nullable TlsTarget tls;
    private final ClusterUse use;
    private final BodyReader body;
    private Phase phase = Phase.CONNECTING;
    private @Nullable Channel channel;
    private @Nullable PendingRequest pending;
    private @Nullable AttemptListener listener;
    private @Nullable ResponseHeadBuffer head;
    private @Nullable Departure departure;
    private boolean headRequest;
    private boolean answered;
    private boolean reusable;
    private int served;
    private @Nullable String error;
    private long openedNanos;
    private long maxAgeNanos;
    long idleSinceNanos;
    long idleTimeoutNanos;

    @Nullable
    UpstreamConnection idleBefore;

    @Nullable
    UpstreamConnection idleAfter;

    UpstreamConnection(ConnectionPool pool, ConnectTarget target, AttemptListener listener) {
        this.pool = pool;
        this.endpoint = target.endpoint();
        this.tls = target.tls();
        this.use = target.use();
        this.listener = listener;
        this.body = new BodyReader(pool.context().limits());
    }

    public EndpointState endpoint() {
        return endpoint;
    }

    @Nullable
    TlsTarget tls() {
        return tls;
    }

    ClusterUse use() {
        return use;
    }

    ConnectionPool pool() {
        return pool;
    }

    /// Whether requests that want to go there may take it.
    boolean isFor(EndpointState endpoint, @Nullable TlsTarget tls) {
        return this.endpoint == endpoint && Objects.equals(this.tls, tls);
    }

    /// Whether it has served a request before: it may have been closed by the other side meanwhile.
    public boolean isReused() {
        return served > 0;
    }

    public @Nullable SocketAddress localAddress() {
        return channel == null ? null : channel.localAddress();
    }

    public @Nullable SocketAddress remoteAddress() {
        return channel == null ? null : channel.remoteAddress();
    }

    public boolean isWritable() {
        return channel().isWritable();
    }

    /// Begins a request: what is written from now on belongs to it.
    public void begin(boolean isHead) {
        headRequest = isHead;
        answered = false;
        departure = null;
        phase = Phase.HEAD;
    }

    /// Writes the first bytes of a request, of which a failure can tell whether one of them has left. Over TLS nobody
    /// can. Takes ownership of the buffer.
    public void writeWatched(ByteBuf data) {
        if (tls == null) {
            departure = new Departure(channel(), data);
            channel().write(data, departure);
        } else {
            write(data);
        }
    }

    /// Takes ownership of the buffer; leaves with the next [#flush].
    public void write(ByteBuf data) {
        channel().write(data, channel().voidPromise());
    }

    public void flush() {
        if (channel != null) {
            channel.flush();
        }
    }

    public void setReading(boolean reading) {
        channel().config().setAutoRead(reading);
    }

    /// After a switch of protocols: gives the connection away for good. `next` gets its events from now on, first what
    /// has come behind the head; the listener hears nothing more.
    public void handOver(ChannelHandler next) {
        phase = Phase.HANDED_OVER;
        listener = null;
        channel().pipeline().replace(this, null, next);
    }

    /// The answer that has begun is not wanted: the listener hears nothing more.
    ///
    /// @param requestSent whether the end of the request was written
    public void discardAnswer(boolean requestSent, Cluster cluster) {
        listener = new DiscardedAnswer(this, requestSent, cluster);
    }

    /// The attempt is over, whatever its state: the listener hears nothing more.
    public void close() {
        listener = null;
        if (channel != null) {
            channel.close();
        } else if (pending != null) {
            pending.cancel();
        }
    }

    /// Whether its request still waits for room in its cluster: nobody has been asked.
    public boolean awaitsRoom() {
        return channel == null && pending != null && pending.awaitsRoom();
    }

    /// Its request may have to wait for it.
    void isAwaitedBy(PendingRequest request) {
        pending = request;
    }

    /// Its request takes another one that has become free.
    void replaceBy(UpstreamConnection free) {
        var current = listener;
        phase = Phase.CLOSED;
        listener = null;
        if (current == null) {
            free.giveBack();
        } else {
            free.attach(current);
            current.connected(free);
        }
    }

    /// Nobody wanted it after all.
    void giveBack() {
        if (isUsable()) {
            pool.offer(this);
        }
    }

    /// Gives the connection back after the answer ended. It is pooled only when the whole request was sent.
    ///
    /// @param requestSent whether the end of the request was written
    public void release(boolean requestSent, Cluster cluster) {
        listener = null;
        served++;
        var open = channel();
        int most = cluster.maxRequestsPerConnection();
        boolean worn = (most > 0 && served >= most) || isTooOld(cluster);
        boolean whole = requestSent && reusable && phase == Phase.IDLE && open.isActive();
        if (whole && !worn && !endpoint.isRemoved()) {
            open.config().setAutoRead(true);
            idleTimeoutNanos = TimeUnit.MILLISECONDS.toNanos(cluster.idleTimeoutMillis());
            pool.offer(this);
        } else {
            open.close();
        }
    }

    boolean isUsable() {
        return phase == Phase.IDLE && channel != null && channel.isActive();
    }

    /// Whether it has been open for as long as it may be; remembers that for while it is idle.
    private boolean isTooOld(Cluster cluster) {
        var limits = cluster.policy().limits();
        maxAgeNanos = limits == null ? 0 : TimeUnit.MILLISECONDS.toNanos(limits.maxConnectionDurationMillis());
        return maxAgeNanos > 0 && isTooOld(System.nanoTime());
    }

    boolean isTooOld(long now) {
        return maxAgeNanos > 0 && now - openedNanos >= maxAgeNanos;
    }

    void attach(AttemptListener next) {
        listener = next;
    }

    @Override
    public void connected(Channel open) {
        channel = open;
        openedNanos = System.nanoTime();
        open.pipeline().addLast(this);
        phase = Phase.IDLE;
        if (listener == null) {
            open.close();
        } else {
            listener.connected(this);
        }
    }

    @Override
    public void connectFailed(UpstreamFailure failure) {
        phase = Phase.CLOSED;
        fail(failure);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        try {
            if (phase == Phase.IDLE || phase == Phase.CONNECTING || listener == null) {
                // Nobody asked: a late answer or an upstream that speaks first.
                reusable = false;
                ctx.close();
                return;
            }
            answered = true;
            read(in);
            if (phase == Phase.HANDED_OVER && in.isReadable()) {
                ctx.fireChannelRead(in.readRetainedSlice(in.readableBytes()));
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (listener != null) {
            listener.upstreamReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null && ctx.channel().isWritable()) {
            listener.upstreamWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        error = cause.getMessage();
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        var before = phase;
        phase = Phase.CLOSED;
        pool.closed(this, before == Phase.IDLE);
        if (before == Phase.BODY && body.endsAtClose() && error == null) {
            end();
            return;
        }
        var detail = error != null ? error : "connection closed by the upstream";
        boolean sent = departure == null || !departure.isNone();
        fail(new UpstreamFailure(UpstreamFailure.Kind.CLOSED, answered, isReused(), sent, detail));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        dropHead();
    }

    private void read(ByteBuf in) {
        while (in.isReadable() && phase == Phase.HEAD && listener != null) {
            if (!readHead(in)) {
                return;
            }
        }
        while (phase == Phase.BODY && listener != null) {
            var data = body.next(in);
            if (data == null) {
                break;
            }
            listener.responseBody(data);
        }
        if (phase == Phase.BODY && listener != null) {
            bodyProgress(in.isReadable());
        }
    }

    /// Returns whether a head was complete.
    private boolean readHead(ByteBuf in) {
        if (head == null) {
            head = pool.heads().acquire();
        }
        var current = head;
        switch (current.feed(in)) {
            case MORE -> {
                return false;
            }
            case REFUSED -> {
                protocolError(current.refusal());
                return false;
            }
            case COMPLETE -> {}
        }
        int beginning = 0;
        if (!current.isInterim() && !current.isSwitch()) {
            phase = Phase.BODY;
            beginBody(current);
            beginning = body.takeShort(in, SHORT_BODY);
        }
        if (listener != null) {
            listener.responseHead(current, in, beginning);
        }
        in.skipBytes(beginning);
        dropHead();
        return true;
    }

    private void beginBody(ResponseHeadBuffer of) {
        reusable = of.keepAlive() && !of.hasUnexpectedBody();
        if (headRequest || of.status() == 204 || of.status() == 304) {
            body.beginNone();
        } else if (of.isChunked()) {
            body.beginChunked();
        } else if (of.contentLength() >= 0) {
            body.beginLength(of.contentLength());
        } else {
            body.beginUntilClose();
            reusable = false;
        }
    }

    /// @param more whether bytes are left: behind the end of an answer nobody knows whose they are
    private void bodyProgress(boolean more) {
        var problem = body.refusal();
        if (problem != null) {
            protocolError(problem);
        } else if (body.isDone()) {
            phase = Phase.IDLE;
            reusable &= !more;
            end();
        }
    }

    private void end() {
        var current = listener;
        if (current != null) {
            current.responseEnded(body.trailers());
        }
    }

    /// The answer is not acceptable; the listener hears of it.
    public void protocolError(Refusal reason) {
        phase = Phase.CLOSED;
        fail(new UpstreamFailure(UpstreamFailure.Kind.PROTOCOL, true, isReused(), true, reason.reason()));
        channel().close();
    }

    private void fail(UpstreamFailure failure) {
        var current = listener;
        listener = null;
        if (current != null) {
            current.attemptFailed(failure);
        }
    }

    private void dropHead() {
        if (head != null) {
            pool.heads().release(head);
            head = null;
        }
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected to " + endpoint);
        }
        return channel;
    }
}

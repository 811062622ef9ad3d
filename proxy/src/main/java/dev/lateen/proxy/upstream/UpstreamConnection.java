package dev.lateen.proxy.upstream;

import dev.lateen.proxy.cluster.ClusterUse;
import dev.lateen.proxy.cluster.EndpointState;
import dev.lateen.proxy.http1.HeadBuffer.Progress;
import dev.lateen.proxy.http1.Refusal;
import dev.lateen.snapshot.Cluster;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.Objects;
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

    private final ConnectionPool pool;
    private final EndpointState endpoint;
    private final @Nullable TlsTarget tls;
    private final ClusterUse use;
    private final ResponseReader answer;
    private final ConnectionAge age = new ConnectionAge();
    private Phase phase = Phase.CONNECTING;
    private @Nullable Channel channel;
    private @Nullable PendingRequest pending;
    private @Nullable AttemptListener listener;
    private @Nullable Departure departure;
    private boolean answered;
    private @Nullable String error;

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
        this.answer = new ResponseReader(pool.heads(), pool.context().limits());
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

    ConnectionAge age() {
        return age;
    }

    /// Whether requests that want to go there may take it.
    boolean isFor(EndpointState endpoint, @Nullable TlsTarget tls) {
        return this.endpoint == endpoint && Objects.equals(this.tls, tls);
    }

    /// Whether it has served a request before: it may have been closed by the other side meanwhile.
    public boolean isReused() {
        return age.hasServed();
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
        answer.begin(isHead);
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
        age.serves(cluster);
        var open = channel();
        boolean worn = age.hasServedAll(cluster) || age.isTooOld();
        boolean whole = requestSent && answer.isReusable() && phase == Phase.IDLE && open.isActive();
        if (whole && !worn && !endpoint.isRemoved()) {
            open.config().setAutoRead(true);
            pool.offer(this);
        } else {
            open.close();
        }
    }

    boolean isUsable() {
        return phase == Phase.IDLE && channel != null && channel.isActive();
    }

    void attach(AttemptListener next) {
        listener = next;
    }

    @Override
    public void connected(Channel open) {
        channel = open;
        age.opens();
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
                answer.distrust();
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
        if (before == Phase.BODY && answer.endsAtClose() && error == null) {
            end();
            return;
        }
        var detail = error != null ? error : "connection closed by the upstream";
        boolean sent = departure == null || !departure.isNone();
        fail(new UpstreamFailure(UpstreamFailure.Kind.CLOSED, answered, isReused(), sent, detail));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        answer.dropHead();
    }

    private void read(ByteBuf in) {
        while (in.isReadable() && phase == Phase.HEAD && listener != null) {
            if (!readHead(in)) {
                return;
            }
        }
        while (phase == Phase.BODY && listener != null) {
            var data = answer.nextBody(in);
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
        var progress = answer.readHead(in);
        var head = answer.head();
        if (progress == Progress.REFUSED) {
            protocolError(head.refusal());
        }
        if (progress != Progress.COMPLETE) {
            return false;
        }
        int beginning = 0;
        if (!head.isInterim() && !head.isSwitch()) {
            phase = Phase.BODY;
            beginning = answer.beginBody(in);
        }
        if (listener != null) {
            listener.responseHead(head, in, beginning);
        }
        in.skipBytes(beginning);
        answer.dropHead();
        return true;
    }

    /// @param more whether bytes are left: behind the end of an answer nobody knows whose they are
    private void bodyProgress(boolean more) {
        var problem = answer.bodyRefusal();
        if (problem != null) {
            protocolError(problem);
        } else if (answer.isBodyDone()) {
            phase = Phase.IDLE;
            if (more) {
                answer.distrust();
            }
            end();
        }
    }

    private void end() {
        var current = listener;
        if (current != null) {
            current.responseEnded(answer.trailers());
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

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected to " + endpoint);
        }
        return channel;
    }
}

package dev.lateen.proxy.upstream;

import dev.lateen.proxy.cluster.ClusterUse;
import dev.lateen.proxy.cluster.EndpointState;
import dev.lateen.proxy.http1.HeadPool;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.LoopContext;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.loop.ReadBuffers;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The upstream connections of one event loop: idle ones by endpoint, the last one used first. A connection never
/// changes its event loop.
public final class ConnectionPool {

    public static final UpstreamFailure OVERFLOW = failure(UpstreamFailure.Kind.OVERFLOW, "overflow");

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SHRINK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LoopContext context;
    private final HeadPool<ResponseHeadBuffer> heads;
    private final Map<EndpointState, IdleConnections> idle = new IdentityHashMap<>();
    private final IdleOrder order = new IdleOrder();
    private final Deadline sweep = new Deadline(this::sweep);
    private List<ConnectionPool> pools = List.of();
    private long shrunkNanos;

    public ConnectionPool(LoopContext context) {
        this.context = context;
        this.heads = new HeadPool<>(() -> new ResponseHeadBuffer(context.limits()));
    }

    /// Those of all event loops: their idle connections make room for who waits here.
    public void join(List<ConnectionPool> all) {
        pools = List.copyOf(all);
    }

    LoopContext context() {
        return context;
    }

    HeadPool<ResponseHeadBuffer> heads() {
        return heads;
    }

    /// An idle connection; null when there is none.
    ///
    /// @param tls of which it has to be; null for plain text
    public @Nullable UpstreamConnection poll(
            EndpointState endpoint, @Nullable TlsTarget tls, AttemptListener listener) {
        var kept = idle.get(endpoint);
        var found = kept == null ? null : kept.take(tls);
        if (found != null) {
            taken(found);
            found.attach(listener);
        }
        return found;
    }

    /// A connection that is on its way when this returns, or waits for room: the listener hears of it, possibly before.
    public void request(ConnectTarget target, UpstreamConnection connection) {
        var request = new PendingRequest(this, target, connection);
        connection.isAwaitedBy(request);
        request.begin();
    }

    /// A connection that is yet to be connected, by [#request].
    public UpstreamConnection create(ConnectTarget target, AttemptListener listener) {
        return new UpstreamConnection(this, target, listener);
    }

    /// Connects at once, for a connection of its own, or not at all; the listener hears of it, possibly before this
    /// returns.
    public void connect(ConnectTarget target, ConnectListener listener) {
        if (target.use().connectionOpens()) {
            open(target, listener);
        } else {
            listener.connectFailed(OVERFLOW);
        }
    }

    /// Connects; there is room for it, which is free again when the connection is closed.
    void open(ConnectTarget target, ConnectListener listener) {
        InetSocketAddress address;
        try {
            address = address(target.endpoint());
        } catch (UnknownHostException e) {
            target.use().connectionClosed();
            listener.connectFailed(failure(UpstreamFailure.Kind.CONNECT, "not an IP address: " + e.getMessage()));
            return;
        }
        var use = target.use();
        SocketChannel channel;
        try {
            channel = context.transport().newSocket();
        } catch (ChannelException e) { // no descriptor is left
            context.loop().execute(use::connectionClosed); // not here: it may open the next one
            listener.connectFailed(failure(UpstreamFailure.Kind.CONNECT, String.valueOf(e.getMessage())));
            return;
        }
        channel.closeFuture().addListener(_ -> use.connectionClosed());
        configure(channel.config(), target);
        var handshake = new UpstreamHandshake(target, listener);
        context.loop().register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                channel.connect(address).addListener(done -> connectDone(handshake, (ChannelFuture) done));
            } else {
                channel.unsafe().closeForcibly();
                listener.connectFailed(failure(UpstreamFailure.Kind.CONNECT, String.valueOf(registered.cause())));
            }
        });
    }

    /// Keeps it for another request, or gives it to one that waits.
    void offer(UpstreamConnection connection) {
        var use = connection.use();
        if (use.isOver()) {
            connection.close(); // the limit has become smaller
            return;
        }
        if (use.isWaitedFor()) {
            handOver(connection, use);
            return;
        }
        var kept = idle.computeIfAbsent(connection.endpoint(), _ -> new IdleConnections());
        if (kept.size() >= context.limits().maxPooledConnections()) {
            connection.close();
            return;
        }
        connection.age().idles();
        kept.add(connection);
        order.add(connection);
        context.counters().increment(Counter.POOLED_UPSTREAM);
        var oldest = order.size() > context.limits().maxIdleUpstream() ? order.oldest() : null;
        if (oldest != null) {
            oldest.close();
        }
        if (!sweep.isSet()) {
            context.coarse().set(sweep, SWEEP_NANOS);
        }
    }

    /// Whose turn it is gets the connection when it fits, else its room.
    private void handOver(UpstreamConnection connection, ClusterUse use) {
        var next = use.takeNext(turn -> turn instanceof PendingRequest request && request.fits(connection));
        if (next instanceof PendingRequest request) {
            context.loop().execute(() -> request.take(connection)); // not in the middle of what made it free
        } else {
            connection.close();
        }
    }

    /// Somebody waits: an idle connection of the cluster makes room, here or on another event loop.
    void reclaim(ClusterUse use) {
        for (var pool : pools) {
            if (pool == this) {
                closeOneIdle(use);
            } else {
                pool.context.loop().execute(() -> pool.closeOneIdle(use));
            }
        }
    }

    private void closeOneIdle(ClusterUse use) {
        for (var each = order.oldest(); each != null && use.isWaitedFor(); each = each.idleAfter) {
            if (each.use() == use && each.isUsable()) {
                each.close();
                return;
            }
        }
    }

    void closed(UpstreamConnection connection, boolean wasIdle) {
        var kept = wasIdle ? idle.get(connection.endpoint()) : null;
        if (kept != null && kept.remove(connection)) {
            taken(connection);
            if (kept.size() == 0) {
                idle.remove(connection.endpoint());
            }
        }
    }

    /// Closes idle connections to endpoints that no snapshot names any more, and those of clusters that may have fewer
    /// now.
    public void prune() {
        closeIdle(connection ->
                connection.endpoint().isRemoved() || connection.use().isOver());
        idle.values().removeIf(kept -> kept.size() == 0);
    }

    public void closeIdle() {
        closeIdle(_ -> true);
    }

    private void sweep() {
        long now = System.nanoTime();
        closeIdle(connection -> connection.endpoint().isRemoved()
                || connection.age().hasIdledTooLong(now)
                || connection.age().isTooOld());
        if (now - shrunkNanos >= SHRINK_NANOS) {
            shrunkNanos = now;
            shrink();
        }
        idle.values().removeIf(kept -> kept.size() == 0); // of endpoints that may never be asked for again
        if (order.size() > 0) {
            context.coarse().set(sweep, SWEEP_NANOS);
        }
    }

    /// What a burst has left behind goes by halves.
    private void shrink() {
        var doomed = new ArrayList<UpstreamConnection>();
        for (var kept : idle.values()) {
            doomed.addAll(kept.surplus());
        }
        doomed.forEach(UpstreamConnection::close);
    }

    private void closeIdle(Predicate<UpstreamConnection> which) {
        var doomed = new ArrayList<UpstreamConnection>();
        for (var each = order.oldest(); each != null; each = each.idleAfter) {
            if (which.test(each)) {
                doomed.add(each);
            }
        }
        doomed.forEach(UpstreamConnection::close);
    }

    private void taken(UpstreamConnection connection) {
        order.remove(connection);
        context.counters().decrement(Counter.POOLED_UPSTREAM);
    }

    private void configure(SocketChannelConfig config, ConnectTarget target) {
        int half = context.limits().bodyBufferBytes() / 2;
        config.setConnectTimeoutMillis(Math.clamp(target.timeoutMillis(), 1, Integer.MAX_VALUE));
        config.setTcpNoDelay(true);
        config.setRecvByteBufAllocator(ReadBuffers.adaptive());
        config.setKeepAlive(true);
        var tcp = target.cluster().tcp();
        if (tcp != null && tcp.keepAlive() != null) {
            KeepAliveTimes.set(config, tcp.keepAlive());
        }
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(half, 2 * half));
    }

    private void connectDone(UpstreamHandshake handshake, ChannelFuture done) {
        if (done.isSuccess()) {
            context.counters().increment(Counter.OPEN_UPSTREAM);
            context.counters().increment(Counter.TOTAL_UPSTREAM);
            done.channel().closeFuture().addListener(_ -> context.counters().decrement(Counter.OPEN_UPSTREAM));
            handshake.begin(done.channel());
            return;
        }
        done.channel().close();
        var cause = done.cause();
        handshake.fail(
                cause instanceof ConnectTimeoutException
                        ? failure(UpstreamFailure.Kind.CONNECT_TIMEOUT, "connection timeout")
                        : failure(UpstreamFailure.Kind.CONNECT, reason(cause)));
    }

    /// `Connection refused` of Netty's `Connection refused: /127.0.0.1:1`.
    private static String reason(Throwable cause) {
        var message = String.valueOf(cause.getMessage());
        int colon = message.indexOf(": ");
        var text =
                message.startsWith("finishConnect(..) failed") && colon >= 0 ? message.substring(colon + 2) : message;
        int address = text.indexOf(": ");
        return address < 0 ? text : text.substring(0, address);
    }

    static UpstreamFailure failure(UpstreamFailure.Kind kind, String detail) {
        return new UpstreamFailure(kind, false, false, false, detail);
    }

    private static InetSocketAddress address(EndpointState endpoint) throws UnknownHostException {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(endpoint.address());
        if (address == null) {
            throw new UnknownHostException(endpoint.address());
        }
        return new InetSocketAddress(InetAddress.getByAddress(address), endpoint.port());
    }
}

package dev.lateen.proxy.upstream;

import dev.lateen.proxy.cluster.EndpointState;
import dev.lateen.proxy.http1.HeadPool;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.LoopContext;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.loop.ReadBuffers;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The upstream connections of one event loop: idle ones by endpoint, the last one used first. A connection never
/// changes its event loop.
public final class ConnectionPool {

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoopContext context;
    private final HeadPool<ResponseHeadBuffer> heads;
    private final Map<EndpointState, ArrayDeque<UpstreamConnection>> idle = new IdentityHashMap<>();
    private final Deadline sweep = new Deadline(this::sweep);
    private int idleCount;

    public ConnectionPool(LoopContext context) {
        this.context = context;
        this.heads = new HeadPool<>(() -> new ResponseHeadBuffer(context.limits()));
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
        var queue = idle.get(endpoint);
        if (tls != null) {
            return queue == null ? null : pollTls(queue, tls, listener);
        }
        while (queue != null && !queue.isEmpty()) {
            var connection = queue.removeLast();
            taken();
            if (connection.isUsable() && connection.tls() == null) {
                connection.attach(listener);
                return connection;
            }
            connection.close(); // gone, or from when the cluster was spoken to over TLS
        }
        return null;
    }

    /// Connections of an endpoint may have been made for different names.
    private @Nullable UpstreamConnection pollTls(
            ArrayDeque<UpstreamConnection> queue, TlsTarget tls, AttemptListener listener) {
        for (var each = queue.descendingIterator(); each.hasNext(); ) {
            var connection = each.next();
            if (tls.equals(connection.tls()) && connection.isUsable()) {
                each.remove();
                taken();
                connection.attach(listener);
                return connection;
            }
        }
        return null;
    }

    /// A connection that is yet to be connected.
    public UpstreamConnection create(EndpointState endpoint, @Nullable TlsTarget tls, AttemptListener listener) {
        return new UpstreamConnection(this, endpoint, tls, listener);
    }

    /// Connects; the listener hears of it, possibly before this returns.
    public void connect(ConnectTarget target, ConnectListener listener) {
        InetSocketAddress address;
        try {
            address = address(target.endpoint());
        } catch (UnknownHostException e) {
            listener.connectFailed(failure(UpstreamFailure.Kind.CONNECT, "not an IP address: " + e.getMessage()));
            return;
        }
        var channel = context.transport().newSocket();
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

    void offer(UpstreamConnection connection, long idleTimeoutMillis) {
        var queue = idle.computeIfAbsent(connection.endpoint(), _ -> new ArrayDeque<>());
        if (queue.size() >= context.limits().maxPooledConnections()) {
            connection.close();
            return;
        }
        connection.idleSinceNanos = System.nanoTime();
        connection.idleTimeoutNanos = TimeUnit.MILLISECONDS.toNanos(idleTimeoutMillis);
        queue.addLast(connection);
        idleCount++;
        context.counters().increment(Counter.POOLED_UPSTREAM);
        if (!sweep.isSet()) {
            context.coarse().set(sweep, SWEEP_NANOS);
        }
    }

    void closed(UpstreamConnection connection, boolean wasIdle) {
        var queue = wasIdle ? idle.get(connection.endpoint()) : null;
        if (queue != null && queue.remove(connection)) {
            taken();
            if (queue.isEmpty()) {
                idle.remove(connection.endpoint());
            }
        }
    }

    /// Closes idle connections to endpoints that no snapshot names any more.
    public void prune() {
        closeIdle(connection -> connection.endpoint().isRemoved());
        idle.values().removeIf(ArrayDeque::isEmpty);
    }

    public void closeIdle() {
        closeIdle(_ -> true);
    }

    private void sweep() {
        long now = System.nanoTime();
        closeIdle(connection ->
                connection.endpoint().isRemoved() || now - connection.idleSinceNanos >= connection.idleTimeoutNanos);
        idle.values().removeIf(ArrayDeque::isEmpty); // of endpoints that may never be asked for again
        if (idleCount > 0) {
            context.coarse().set(sweep, SWEEP_NANOS);
        }
    }

    private void closeIdle(Predicate<UpstreamConnection> which) {
        var doomed = new ArrayList<UpstreamConnection>();
        for (var queue : idle.values()) {
            for (var connection : queue) {
                if (which.test(connection)) {
                    doomed.add(connection);
                }
            }
        }
        doomed.forEach(UpstreamConnection::close);
    }

    private void taken() {
        idleCount--;
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

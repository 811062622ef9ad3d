package dev.lateen.proxy.upstream;

import dev.lateen.proxy.cluster.ClusterUse;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicBoolean;

/// A request that has no connection yet: it waits for room in its cluster, then for the connect. It counts as pending
/// until then. Event loop only, but for its turn.
///
/// ```text
/// begin -> waiting -> connecting -> connected, or failed
///    |        +--> a connection that became free -> connected
///    +--> no room to wait: failed
/// ```
final class PendingRequest implements ClusterUse.Turn, ConnectListener {

    private final ConnectionPool pool;
    private final ConnectTarget target;
    private final UpstreamConnection connection;
    private final ClusterUse use;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private boolean counted;
    private boolean over;

    /// @param connection that is to be connected
    PendingRequest(ConnectionPool pool, ConnectTarget target, UpstreamConnection connection) {
        this.pool = pool;
        this.target = target;
        this.connection = connection;
        this.use = target.use();
    }

    void begin() {
        if (!use.pendingBegins(target.limits().maxPendingRequests())) {
            over = true;
            connection.connectFailed(ConnectionPool.OVERFLOW);
            return;
        }
        counted = true;
        use.connectionOpens(this);
        if (!claimed.get()) {
            pool.reclaim(use);
        }
    }

    /// Whether the limit of its cluster keeps it from connecting.
    boolean awaitsRoom() {
        return !over && !claimed.get();
    }

    /// Nobody wants it any more.
    void cancel() {
        if (!over) {
            end();
            if (claimed.compareAndSet(false, true)) {
                use.leave(this);
            }
        }
    }

    boolean fits(UpstreamConnection free) {
        return target.preface() == null && free.pool() == pool && free.isFor(target.endpoint(), target.tls());
    }

    /// After a claim: a connection that has become free.
    void take(UpstreamConnection free) {
        if (over) {
            free.giveBack();
        } else if (!free.isUsable()) {
            claimed.set(false);
            use.connectionOpens(this);
        } else {
            end();
            connection.replaceBy(free);
        }
    }

    @Override
    public boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    @Override
    public void granted() {
        var loop = pool.context().loop();
        if (loop.inEventLoop()) {
            open();
        } else {
            loop.execute(this::open);
        }
    }

    private void open() {
        if (over) {
            use.connectionClosed();
        } else {
            pool.open(target, this);
        }
    }

    @Override
    public void connected(Channel channel) {
        end();
        connection.connected(channel);
    }

    @Override
    public void connectFailed(UpstreamFailure failure) {
        end();
        connection.connectFailed(failure);
    }

    private void end() {
        over = true;
        if (counted) {
            counted = false;
            use.pendingEnds();
        }
    }
}

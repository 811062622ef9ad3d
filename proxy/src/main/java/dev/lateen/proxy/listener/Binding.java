package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.BindKey;
import dev.lateen.proxy.exchange.RuntimeSnapshot;
import dev.lateen.proxy.exchange.SnapshotHolder;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A bound server socket. Its connections look up their listener in the snapshot in force; once the socket is retired,
/// in the last snapshot that had it, until they are drained.
final class Binding {

    private final BindKey key;
    private final SnapshotHolder holder;
    private final Channel server;
    private volatile @Nullable RuntimeSnapshot last;
    private volatile boolean draining;

    Binding(BindKey key, SnapshotHolder holder, Channel server) {
        this.key = key;
        this.holder = holder;
        this.server = server;
    }

    BindKey key() {
        return key;
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    Channel server() {
        return server;
    }

    RuntimeSnapshot snapshot() {
        var retired = last;
        return retired != null ? retired : holder.current();
    }

    boolean isDraining() {
        return draining;
    }

    void drain() {
        draining = true;
    }

    /// Before the swap to a snapshot without it.
    void retire(RuntimeSnapshot lastWithIt) {
        last = lastWithIt;
    }
}

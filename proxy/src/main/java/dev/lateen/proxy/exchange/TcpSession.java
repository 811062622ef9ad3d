package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.tcp.Tunnel;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.proxy.upstream.ConnectListener;
import dev.lateen.proxy.upstream.ConnectTarget;
import dev.lateen.proxy.upstream.TlsTarget;
import dev.lateen.proxy.upstream.UpstreamFailure;
import dev.lateen.snapshot.Listener;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// A client's connection whose bytes go to a destination, chosen once. When an endpoint cannot be connected to, another
/// one is tried: nothing has been sent yet. Telemetry hears of it once, at its end. Event loop only.
///
/// ```text
/// begin -> connecting (-> another endpoint) -> tunnel -> finished
///             |
///             +--> closed, with a flag that says why
/// ```
public final class TcpSession implements ConnectListener {

    private static final int MAX_RETRIES = 2;

    private final Worker worker;
    private final ClientConnection client;
    private final TcpPlan plan;
    private final ExchangeOutcome outcome;
    private @Nullable ClusterState cluster;
    private @Nullable TlsTarget tls;
    private @Nullable Tunnel tunnel;
    private int endpoint;
    private long tried;
    private int attempts;
    private boolean finished;

    /// @param serverName what the client asked for by TLS; null when it did not
    public TcpSession(
            Worker worker, ClientConnection client, Listener.Kind kind, TcpPlan plan, @Nullable String serverName) {
        this.worker = worker;
        this.client = client;
        this.plan = plan;
        this.outcome = ExchangeOutcome.tcp(client.client(), kind, serverName);
    }

    /// A connection that no filter chain wants; it is to be closed.
    public static void unmatched(Worker worker, Client client, Listener.Kind kind, @Nullable String serverName) {
        worker.context().counters().increment(Counter.UNMATCHED_CONNECTIONS);
        var outcome = ExchangeOutcome.tcp(client, kind, serverName);
        outcome.flag(ResponseFlag.NR);
        outcome.details = "filter_chain_not_found";
        outcome.end();
        worker.telemetry().finished(outcome);
    }

    public void begin() {
        outcome.routeName = plan.routeName();
        var destination = plan.pick();
        var chosen = destination.cluster();
        if (chosen == null) {
            refuse(ResponseFlag.NC, "cluster_not_found");
            return;
        }
        cluster = chosen;
        tls = destination.tls();
        outcome.cluster = chosen.cluster();
        int index = chosen.pick(worker.context().random());
        if (index < 0) {
            refuse(ResponseFlag.UH, "no_healthy_upstream");
            return;
        }
        connect(chosen, index);
    }

    /// The client left before there was a tunnel.
    public void clientGone(String why) {
        if (!finished && tunnel == null) {
            outcome.flag(ResponseFlag.DC);
            outcome.connectionTermination = why;
            finish();
        }
    }

    @Override
    public void connected(Channel channel) {
        if (finished) {
            channel.close();
            return;
        }
        outcome.upstreamLocal = channel.localAddress();
        outcome.upstreamRemote = channel.remoteAddress();
        worker.telemetry().opened(outcome);
        var joined = new Tunnel(worker.context(), this::tunnelEnded);
        tunnel = joined;
        channel.pipeline().addLast(joined.upstreamEnd());
        client.handOver(joined.downstreamEnd());
        joined.start();
    }

    @Override
    public void connectFailed(UpstreamFailure failure) {
        var chosen = cluster;
        if (chosen == null) {
            throw new IllegalStateException("a connect without a cluster");
        }
        if (!finished) {
            int next = attempts > MAX_RETRIES
                    ? -1
                    : chosen.pickOther(worker.context().random(), tried);
            if (next >= 0) {
                worker.context().counters().increment(Counter.RETRIES);
                chosen.state(endpoint).requestFinished();
                connect(chosen, next);
                return;
            }
            outcome.transportFailure = failure.detail();
            if (attempts > 1) {
                outcome.flag(ResponseFlag.URX);
            }
            refuse(ResponseFlag.UF, "upstream_connect_failed");
        }
    }

    private void connect(ClusterState chosen, int index) {
        endpoint = index;
        attempts++;
        if (index < Long.SIZE) {
            tried |= 1L << index;
        }
        var state = chosen.state(index);
        outcome.endpoint = chosen.endpoint(index);
        state.requestStarted();
        worker.pool().connect(new ConnectTarget(state, tls, chosen.cluster().connectTimeoutMillis()), this);
    }

    private void tunnelEnded() {
        var joined = tunnel;
        if (joined != null) {
            outcome.tunnelEnded(joined);
        }
        finish();
        client.handedOverClosed();
    }

    private void refuse(ResponseFlag flag, String details) {
        outcome.flag(flag);
        outcome.details = details;
        finish();
        client.closeNow();
    }

    private void finish() {
        finished = true;
        if (attempts > 0 && cluster != null) {
            cluster.state(endpoint).requestFinished();
        }
        outcome.end();
        worker.telemetry().finished(outcome);
    }
}

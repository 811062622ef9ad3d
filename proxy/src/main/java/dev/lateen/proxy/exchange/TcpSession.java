package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.cluster.Hash;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.tcp.Tunnel;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.proxy.upstream.TlsTarget;
import dev.lateen.proxy.upstream.UpstreamFailure;
import dev.lateen.snapshot.HashPolicy;
import dev.lateen.snapshot.Listener;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A client's connection whose bytes go to a destination, chosen once. When an endpoint cannot be connected to, another
/// one is tried: nothing has been sent yet. Telemetry hears of it once, at its end. Event loop only.
///
/// ```text
/// begin (-> names) -> connecting (-> another endpoint) -> tunnel -> finished
///             |
///             +--> closed, with a flag that says why
/// ```
public final class TcpSession implements Dialing.Caller, Destinations.Seeker {

    private final Worker worker;
    private final ClientConnection client;
    private final TcpPlan plan;
    private final ExchangeOutcome outcome;
    private @Nullable TlsTarget tls;
    private @Nullable Dialing dialing;
    private @Nullable Tunnel tunnel;
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
        tls = destination.tls();
        outcome.cluster = chosen.cluster();
        var set = chosen.endpoints();
        if (set.size() > 0) {
            found(set);
        } else {
            Destinations.find(worker, chosen, null, this);
        }
    }

    @Override
    public boolean isOver() {
        return finished;
    }

    @Override
    public void found(EndpointSet chosen) {
        var hash = chosen.cluster().policy().hash();
        byte[] key = client.client().text();
        boolean byAddress = hash != null && hash.key() instanceof HashPolicy.SourceAddress;
        int index = byAddress
                ? chosen.pick(Hash.of(key, 0, key.length), worker.context().random())
                : chosen.pick(worker.context().random());
        if (index < 0) {
            refuse(ResponseFlag.UH, "no_healthy_upstream");
            return;
        }
        dialing = new Dialing(worker, chosen, tls, outcome, this);
        outcome.endpoint = chosen.endpoint(index);
        worker.telemetry().opened(outcome);
        dialing.connect(index);
    }

    @Override
    public void notFound(LocalReply why) {
        outcome.transportFailure = why.reason();
        refuse(ResponseFlag.UH, "no_healthy_upstream");
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
        var joined = new Tunnel(worker.context(), idleTimeout(), this::tunnelEnded);
        tunnel = joined;
        channel.pipeline().addLast(joined.upstreamEnd());
        client.handOver(joined.downstreamEnd());
        joined.start();
        var cluster = outcome.cluster;
        var limits = cluster == null ? null : cluster.policy().limits();
        if (limits != null && limits.maxConnectionDurationMillis() > 0) {
            joined.endAfter(Duration.ofMillis(limits.maxConnectionDurationMillis()));
        }
    }

    private Duration idleTimeout() {
        var cluster = outcome.cluster;
        var tcp = cluster == null ? null : cluster.tcp();
        return tcp == null || tcp.idleTimeoutMillis() == null
                ? worker.context().limits().tunnelIdleTimeout()
                : Duration.ofMillis(tcp.idleTimeoutMillis());
    }

    @Override
    public void failed(UpstreamFailure failure, boolean retried) {
        if (failure.kind() == UpstreamFailure.Kind.OVERFLOW) {
            refuse(ResponseFlag.UO, "upstream_overflow");
            return;
        }
        if (retried) {
            outcome.flag(ResponseFlag.URX);
        }
        refuse(ResponseFlag.UF, "upstream_connect_failed");
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
        if (dialing != null) {
            dialing.end();
        }
        outcome.end();
        worker.telemetry().finished(outcome);
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.tcp.Tunnel;
import dev.lateen.proxy.telemetry.FinishedExchange;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.route.RequestHead;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What an exchange has come to so far; telemetry reads it when it is over. Holds much and lives as long as its
/// exchange, so that those of finished exchanges are used again ([Worker]). Event loop only.
final class ExchangeOutcome implements FinishedExchange {

    private Client client;
    private Listener.Kind direction;
    private @Nullable RequestHeadBuffer head;
    private @Nullable String serverName;
    private final boolean tcp;
    private long startNanos;
    private long startEpochMillis;
    private long endNanos;

    int status;
    int flags;
    String details = "";
    String routeName = "-";

    @Nullable
    String statPrefix;

    @Nullable
    String meter;

    WorkloadRef peer = WorkloadRef.UNKNOWN;
    long bytesReceived;
    long bytesSent;
    long serviceTimeMillis;

    @Nullable
    String connectionTermination;

    @Nullable
    String transportFailure;

    /// What the upstream was given, ranges of the head.
    long requestId;

    long forwardedFor;

    @Nullable
    String destination;

    @Nullable
    Cluster cluster;

    @Nullable
    Endpoint endpoint;

    @Nullable
    SocketAddress upstreamLocal;

    @Nullable
    SocketAddress upstreamRemote;

    /// @param head null when no head could be parsed
    ExchangeOutcome(Client client, Listener.Kind direction, @Nullable RequestHeadBuffer head) {
        this(client, direction, false);
        begin(client, direction, head);
    }

    private ExchangeOutcome(Client client, Listener.Kind direction, boolean tcp) {
        this.client = client;
        this.direction = direction;
        this.tcp = tcp;
    }

    /// Of a connection that is not read as HTTP.
    static ExchangeOutcome tcp(Client client, Listener.Kind direction, @Nullable String serverName) {
        var outcome = new ExchangeOutcome(client, direction, true);
        outcome.begin(client, direction, null);
        outcome.serverName = serverName;
        return outcome;
    }

    /// Forgets the exchange before.
    void begin(Client next, Listener.Kind kind, @Nullable RequestHeadBuffer request) {
        client = next;
        direction = kind;
        head = request;
        serverName = next.tls() == null ? null : next.tls().serverName();
        startNanos = System.nanoTime();
        startEpochMillis = System.currentTimeMillis();
        endNanos = startNanos;
        status = 0;
        flags = 0;
        details = "";
        routeName = "-";
        statPrefix = null;
        meter = null;
        peer = WorkloadRef.UNKNOWN;
        bytesReceived = 0;
        bytesSent = 0;
        serviceTimeMillis = -1;
        connectionTermination = null;
        transportFailure = null;
        requestId = RequestHead.ABSENT;
        forwardedFor = RequestHead.ABSENT;
        cluster = null;
        destination = null;
        endpoint = null;
        upstreamLocal = null;
        upstreamRemote = null;
    }

    void end() {
        endNanos = System.nanoTime();
    }

    void flag(ResponseFlag flag) {
        flags |= flag.bit();
    }

    /// Adds what the tunnel carried, and why it ended unless both sides were done.
    void tunnelEnded(Tunnel tunnel) {
        bytesReceived += tunnel.bytesReceived();
        bytesSent += tunnel.bytesSent();
        switch (tunnel.ending()) {
            case FINISHED -> {}
            case DOWNSTREAM_GONE -> {
                flag(ResponseFlag.DC);
                connectionTermination = tunnel.reason();
            }
            case UPSTREAM_GONE -> {
                flag(ResponseFlag.UC);
                transportFailure = tunnel.reason();
            }
            case TOO_OLD -> {
                flag(ResponseFlag.DT);
                connectionTermination = tunnel.reason();
            }
            case IDLE -> {
                flag(ResponseFlag.SI);
                connectionTermination = tunnel.reason();
            }
        }
    }

    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    @Override
    public Listener.Kind direction() {
        return direction;
    }

    @Override
    public @Nullable RequestHead request() {
        return head;
    }

    @Override
    public String protocol() {
        return tcp ? "-" : head != null && head.minorVersion() == 0 ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public boolean isTcp() {
        return tcp;
    }

    @Override
    public @Nullable String requestedServerName() {
        return serverName;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public String details() {
        return details;
    }

    @Override
    public @Nullable String connectionTerminationDetails() {
        return connectionTermination;
    }

    @Override
    public @Nullable String upstreamTransportFailure() {
        return transportFailure;
    }

    @Override
    public long bytesReceived() {
        return bytesReceived;
    }

    @Override
    public long bytesSent() {
        return bytesSent;
    }

    @Override
    public long startEpochMillis() {
        return startEpochMillis;
    }

    @Override
    public long durationNanos() {
        return endNanos - startNanos;
    }

    @Override
    public long upstreamServiceTimeMillis() {
        return serviceTimeMillis;
    }

    @Override
    public long requestId() {
        return requestId;
    }

    @Override
    public long forwardedFor() {
        return forwardedFor;
    }

    @Override
    public String routeName() {
        return routeName;
    }

    @Override
    public @Nullable String statPrefix() {
        return statPrefix;
    }

    @Override
    public @Nullable String meter() {
        return meter;
    }

    @Override
    public @Nullable String destination() {
        return destination;
    }

    @Override
    public @Nullable Cluster cluster() {
        return cluster;
    }

    @Override
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public WorkloadRef peer() {
        return peer;
    }

    @Override
    public @Nullable SocketAddress upstreamLocalAddress() {
        return upstreamLocal;
    }

    @Override
    public @Nullable SocketAddress upstreamRemoteAddress() {
        return upstreamRemote;
    }

    @Override
    public @Nullable SocketAddress downstreamLocalAddress() {
        return client.local();
    }

    @Override
    public @Nullable SocketAddress downstreamRemoteAddress() {
        return client.remote();
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.HostDemand;
import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.dns.NameResolver;
import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadPool;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.HeadWriter;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.LoopContext;
import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.proxy.upstream.ConnectionPool;
import dev.lateen.snapshot.Listener;

/// Everything one event loop owns besides its connections: the pool of upstream connections, the scratch space in which
/// heads are built, its telemetry. Event loop only.
public final class Worker {

    private final EngineConfig config;
    private final LoopContext context;
    private final LoopTelemetry telemetry;
    private final Sources sources;
    private final ConnectionPool pool;
    private final HeadPool<RequestHeadBuffer> heads;
    private final Spares<ExchangeOutcome> outcomes = new Spares<>();
    private final Spares<RequestWriter> requests = new Spares<>();
    private final HeadWriter writer = new HeadWriter();
    private final HeadSplice splice;
    private final Identifiers identifiers;
    private final PeerMetadata peers = new PeerMetadata();
    private final MirrorBudget mirrors;
    private final byte[] selfMetadata;
    private final byte[] serverHeader;

    /// What all workers ask.
    ///
    /// @param names for the addresses of names
    /// @param demand for the routes of hosts
    public record Sources(NameResolver names, HostDemand demand) {}

    public Worker(EngineConfig config, LoopContext context, LoopTelemetry telemetry, Sources sources) {
        this.config = config;
        this.sources = sources;
        this.context = context;
        this.telemetry = telemetry;
        this.pool = new ConnectionPool(context);
        this.heads = new HeadPool<>(() -> new RequestHeadBuffer(context.limits(), config.pathNormalization()));
        this.splice = new HeadSplice(new RequestHeadBuffer(context.limits()));
        this.identifiers = new Identifiers(context.random());
        this.mirrors = new MirrorBudget(context.limits(), context.counters());
        this.selfMetadata = PeerMetadata.encode(config.self());
        this.serverHeader = Bytes.of(config.serverHeader());
    }

    public EngineConfig config() {
        return config;
    }

    public LoopContext context() {
        return context;
    }

    public LoopTelemetry telemetry() {
        return telemetry;
    }

    NameResolver names() {
        return sources.names();
    }

    HostDemand demand() {
        return sources.demand();
    }

    public ConnectionPool pool() {
        return pool;
    }

    public HeadPool<RequestHeadBuffer> heads() {
        return heads;
    }

    /// Another snapshot is in force. Spares know the exchange that they were of, and with it the one before.
    public void snapshotChanged() {
        pool.prune();
        outcomes.clear();
        requests.clear();
    }

    /// For one exchange, until [#release].
    ExchangeOutcome outcome(Client client, Listener.Kind kind, RequestHeadBuffer head) {
        var used = outcomes.take();
        if (used == null) {
            return new ExchangeOutcome(client, kind, head);
        }
        used.begin(client, kind, head);
        return used;
    }

    void release(ExchangeOutcome outcome) {
        outcomes.keep(outcome);
    }

    /// For the attempts of one exchange, until [#release].
    RequestWriter request(Exchange exchange, RoutePlan plan, RoutePlan.Destination to, EndpointSet endpoints) {
        var used = requests.take();
        if (used == null) {
            return new RequestWriter(exchange, plan, to, endpoints);
        }
        used.begin(exchange, plan, to, endpoints);
        return used;
    }

    void release(RequestWriter request) {
        requests.keep(request);
    }

    HeadWriter writer() {
        return writer;
    }

    HeadSplice splice() {
        return splice;
    }

    Identifiers identifiers() {
        return identifiers;
    }

    PeerMetadata peers() {
        return peers;
    }

    MirrorBudget mirrors() {
        return mirrors;
    }

    byte[] selfMetadata() {
        return selfMetadata;
    }

    /// Empty when the upstream's is to be left.
    byte[] serverHeader() {
        return serverHeader;
    }
}

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.dns.NameResolver;
import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadPool;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.HeadWriter;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.LoopContext;
import dev.lateen.proxy.telemetry.LoopTelemetry;
import dev.lateen.proxy.upstream.ConnectionPool;
import java.util.ArrayDeque;

/// Everything one event loop owns besides its connections: the pool of upstream connections, the scratch space in which
/// heads are built, its telemetry. Event loop only.
public final class Worker {

    private static final int KEPT = 64;

    private final EngineConfig config;
    private final LoopContext context;
    private final LoopTelemetry telemetry;
    private final NameResolver names;
    private final ConnectionPool pool;
    private final HeadPool<RequestHeadBuffer> heads;
    private final ArrayDeque<UpstreamHead> upstreamHeads = new ArrayDeque<>();
    private final HeadWriter writer = new HeadWriter();
    private final HeadSplice splice;
    private final Identifiers identifiers;
    private final PeerMetadata peers = new PeerMetadata();
    private final MirrorBudget mirrors;
    private final byte[] selfMetadata;
    private final byte[] serverHeader;

    /// @param names shared by all workers
    public Worker(EngineConfig config, LoopContext context, LoopTelemetry telemetry, NameResolver names) {
        this.config = config;
        this.names = names;
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
        return names;
    }

    public ConnectionPool pool() {
        return pool;
    }

    public HeadPool<RequestHeadBuffer> heads() {
        return heads;
    }

    /// For this exchange, until [#release].
    UpstreamHead upstreamHead(Exchange exchange) {
        var used = upstreamHeads.pollLast();
        if (used == null) {
            return new UpstreamHead(exchange);
        }
        used.begin(exchange);
        return used;
    }

    /// The exchange is over.
    void release(UpstreamHead head) {
        if (upstreamHeads.size() < KEPT) {
            upstreamHeads.addLast(head);
        }
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

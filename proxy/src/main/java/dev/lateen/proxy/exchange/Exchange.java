package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.exchange.Destinations.Original;
import dev.lateen.proxy.exchange.DownstreamHead.FinalAnswer;
import dev.lateen.proxy.http1.Authorities;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.HeaderId;
import dev.lateen.proxy.http1.Refusal;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.tcp.Tunnel;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.proxy.tls.ClientContext;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.route.CompiledRoute;
import dev.lateen.snapshot.route.RequestHead;
import dev.lateen.snapshot.route.RouteTable;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One request and its answer. It pins the snapshot it begins with, decides, and then follows its attempts until the
/// answer is written, a [LocalReply] took its place, or the client left. Telemetry hears of it exactly once. Event loop
/// only; made anew for each request, so that nothing late can reach the next one: its parts that are used again are
/// reached through it alone, and not any more when it is finished.
///
/// ```text
/// begin -> decide (-> fault) -> attempt (-> retry) -> answer, or tunnel after an upgrade -> finished
///             |          |          |
///             +----------+----------+--> local reply -> finished
/// ```
public final class Exchange {

    private static final int REQUEST_TIMEOUT = 408;
    private static final byte[] CONNECT = {'C', 'O', 'N', 'N', 'E', 'C', 'T'};

    final Worker worker;
    final Downstream downstream;
    final RequestHeadBuffer head;
    final Listener.Kind kind;
    final ExchangeOutcome outcome;
    private Rules rules;
    private @Nullable RouteTable table;
    private @Nullable RoutePlan plan;
    private RoutePlan.@Nullable Destination destination;
    private @Nullable Attempts attempts;
    private @Nullable Tunnel tunnel;
    private @Nullable Mirrors mirrors;
    private boolean copied;
    private @Nullable ExchangeDeadlines deadlines;
    private @Nullable Deadline pause;
    private @Nullable HostLoading loading;

    /// The cookie's value that the proxy gives a client without one, by which its endpoint is chosen.
    byte @Nullable [] givenKey;

    private AnswerEdits edits = AnswerEdits.NONE;
    boolean requestComplete;
    private boolean connect;
    private boolean finished;

    /// What decides.
    ///
    /// @param listener the routes of the listener, or of one of its filter chains
    public record Rules(RuntimeSnapshot snapshot, RuntimeSnapshot.ListenerRoutes listener) {}

    public Exchange(Worker worker, Downstream downstream, RequestHeadBuffer head, Rules rules) {
        this.worker = worker;
        this.downstream = downstream;
        this.head = head;
        this.rules = rules;
        this.kind = rules.listener().listener().kind();
        this.outcome = worker.outcome(downstream.client(), kind, head);
        worker.context().counters().increment(Counter.TOTAL_EXCHANGES);
        worker.context().counters().increment(Counter.ACTIVE_EXCHANGES);
    }

    /// Decides and sends the request on its way; the answer may be complete when this returns.
    public void begin() {
        requestComplete = !head.hasBody();
        connect = head.isMethod(CONNECT);
        if (connect && !mayConnect(port())) {
            reply(LocalReplies.connectRefused(kind, port()));
            return;
        }
        readPeer();
        if (kind == Listener.Kind.GATEWAY && worker.config().trustedProxies() > 0) {
            head.believeForwardedProto();
        }
        decide();
    }

    private int port() {
        long authority = head.authority();
        return Authorities.port(head.bytes(), RequestHead.start(authority), RequestHead.end(authority), 80);
    }

    private void decide() {
        var routes = rules.listener().table(port());
        table = routes;
        if (routes == null) {
            outcome.routeName = "block_all";
            reply(LocalReplies.BLOCK_ALL);
            return;
        }
        var route = routes.match(head);
        if (route == null) {
            undecided(routes.unloaded(head));
            return;
        }
        take(routes, route);
    }

    private void undecided(@Nullable String unloaded) {
        if (unloaded == null) {
            reply(LocalReplies.noRoute());
        } else {
            HostLoading.begin(this, unloaded);
        }
    }

    /// The routes of the host have been loaded since: another snapshot decides, and is the pinned one from here on.
    /// There is none when the listener is gone.
    void decideAnew() {
        var latest = downstream.rules();
        if (latest == rules) {
            reply(LocalReplies.UNAVAILABLE);
            return;
        }
        rules = latest;
        decide();
    }

    /// Nothing happens until then, or the client leaves.
    void load(HostLoading until) {
        loading = until;
    }

    /// Whether a piece of the request body can be taken now.
    public boolean acceptsBody() {
        return attempts != null && attempts.request().acceptsBody();
    }

    /// Takes ownership.
    public void requestBody(ByteBuf data) {
        active();
        outcome.bytesReceived += data.readableBytes();
        if (mirrors != null) {
            mirrors.body(data);
        }
        if (attempts == null) {
            data.release();
        } else {
            attempts.request().sendBody(data);
        }
    }

    public void requestEnded(byte[] trailers) {
        requestComplete = true;
        if (mirrors != null) {
            mirrors.end(trailers);
        }
        if (attempts != null) {
            attempts.sendEnd(trailers);
        }
        if (deadlines != null && !finished) {
            deadlines.begin();
        }
    }

    /// The body turned out malformed.
    public void requestRefused(Refusal refusal) {
        if (finished) {
            return;
        }
        if (attempts != null) {
            attempts.abandon();
        }
        if (answerStarted()) {
            breakOff(ResponseFlag.DPE, refusal.details());
        } else {
            reply(LocalReplies.malformed(refusal));
        }
    }

    public void flushUpstream() {
        if (mirrors != null) {
            mirrors.flush();
        }
        if (attempts != null) {
            attempts.request().flush();
        }
    }

    public void downstreamWritable() {
        if (attempts != null) {
            attempts.resumeAnswer();
        }
    }

    /// The client's connection is gone.
    public void clientGone(String why) {
        if (finished) {
            return;
        }
        if (attempts != null) {
            attempts.abandon();
        }
        outcome.flag(ResponseFlag.DC);
        outcome.details = "downstream_remote_disconnect";
        outcome.connectionTermination = why;
        finish();
    }

    public boolean isFinished() {
        return finished;
    }

    /// Only an application's own proxy leads its client where that wants to go.
    private boolean mayConnect(int port) {
        return kind == Listener.Kind.OUTBOUND && worker.config().connectPorts().allow(port);
    }

    private void readPeer() {
        // Without a proven identity, an address outside the private ranges is nobody's of the mesh.
        if (kind == Listener.Kind.INBOUND && downstream.client().internal()) {
            int index = head.indexOf(HeaderId.ENVOY_PEER_METADATA);
            if (index >= 0) {
                long value = head.headerValue(index);
                outcome.peer = worker.peers().decode(head.bytes(), RequestHead.start(value), RequestHead.end(value));
            }
        }
    }

    private void take(RouteTable routes, CompiledRoute route) {
        rules.snapshot().called(route);
        outcome.routeName = route.route().name();
        outcome.statPrefix = route.route().statPrefix();
        var ramp = route.route().ramp();
        outcome.meter = ramp == null ? null : ramp.meter();
        var cors = route.route().cors();
        var verdict = cors == null ? null : rules.snapshot().cors(route, cors).of(head);
        if (verdict != null) {
            edits = verdict.edits();
            if (verdict.preflight()) {
                answer(AnswerPlan.PREFLIGHT);
                return;
            }
        }
        var fault = route.route().fault();
        boolean ofAttempts = !connect && route.route().action() instanceof RouteAction.Forward;
        if (fault == null || (ofAttempts && !fault.wholeRequest())) {
            act(routes, route);
        } else {
            var then = new FaultStage.Outcome(() -> act(routes, route), abort -> FaultStage.answer(this, abort));
            FaultStage.inject(this, fault, then);
        }
    }

    private void act(RouteTable routes, CompiledRoute route) {
        switch (route.route().action()) {
            case RouteAction.Refuse refuse -> reply(LocalReplies.refused(refuse));
            case RouteAction.Redirect redirect -> answer(rules.snapshot().answer(route, () -> AnswerPlan.of(redirect)));
            case RouteAction.DirectResponse direct ->
                answer(rules.snapshot().answer(route, () -> AnswerPlan.of(direct)));
            case RouteAction.Forward forward -> forward(rules.snapshot().plan(routes, route, forward));
        }
    }

    private void forward(RoutePlan chosen) {
        var picked = chosen.pick(this);
        plan = chosen;
        destination = picked;
        outcome.destination = picked.clusterName();
        var cluster = picked.cluster();
        if (cluster == null) {
            fail(LocalReplies.noCluster(picked.clusterName()));
            return;
        }
        outcome.cluster = cluster.cluster();
        var limits = ExchangeDeadlines.of(this, CallerTimeout.millis(this, chosen.timeoutMillis));
        deadlines = limits;
        if (limits != null) {
            limits.begin();
        }
        var endpoints = cluster.endpoints();
        if (endpoints.size() > 0) {
            attempt(chosen, picked, endpoints);
        } else {
            var original = kind == Listener.Kind.OUTBOUND ? Original.of(head, downstream.client()) : null;
            Destinations.find(worker, cluster, original, new Seeking(chosen, picked));
        }
    }

    /// This exchange, while names are resolved.
    private final class Seeking implements Destinations.Seeker {

        private final RoutePlan plan;
        private final RoutePlan.Destination destination;

        Seeking(RoutePlan plan, RoutePlan.Destination destination) {
            this.plan = plan;
            this.destination = destination;
        }

        @Override
        public boolean isOver() {
            return finished;
        }

        @Override
        public void found(EndpointSet endpoints) {
            attempt(plan, destination, endpoints);
        }

        @Override
        public void notFound(LocalReply why) {
            fail(why);
            downstream.flush();
        }
    }

    private void attempt(RoutePlan chosen, RoutePlan.Destination picked, EndpointSet endpoints) {
        int endpoint = picked.pick(this, endpoints);
        if (endpoint < 0) {
            fail(LocalReplies.noneUsable(endpoints));
            return;
        }
        if (connect) {
            new ConnectAttempt(this, endpoints).start(endpoint);
            return;
        }
        attempts = new Attempts(this, chosen, picked, endpoints);
        attempts.start(endpoint);
    }

    /// The first attempt leaves: so do its copies.
    void copy(RoutePlan chosen, RequestWriter request) {
        if (!copied) {
            copied = true;
            mirrors = Mirrors.begin(this, chosen, request);
        }
    }

    /// A further attempt goes to another destination of the rule.
    void goesTo(RoutePlan.Destination other) {
        if (outcome.meter != null) {
            outcome.end();
            worker.telemetry().left(outcome);
        }
        destination = other;
        outcome.destination = other.clusterName();
        if (other.cluster() != null) {
            outcome.cluster = other.cluster().cluster();
        }
    }

    /// Whether the client is in a private network, with no proxy before it.
    boolean isInside() {
        return downstream.client().internal() && head.indexOf(HeaderId.FORWARDED_FOR) < 0;
    }

    boolean isIdempotent() {
        return Repeatable.isIdempotent(head);
    }

    @Nullable
    ClientContext tlsTo(Cluster cluster) {
        return rules.snapshot().client(cluster);
    }

    boolean answerStarted() {
        return attempts != null && attempts.answerStarted();
    }

    /// Until there is a connection the client cannot send its body: that time is no client's.
    void holdsClient() {
        if (deadlines != null && !finished) {
            deadlines.begin();
        }
    }

    void awaitsClient() {
        if (deadlines != null) {
            deadlines.awaitsClient();
        }
    }

    void active() {
        if (deadlines != null) {
            deadlines.active();
        }
    }

    /// The upstream has switched protocols: no timeout of the route or of exchanges holds any more.
    void upgraded(Tunnel joined) {
        tunnel = joined;
        cancelTimeouts();
        downstream.handOver(joined.downstreamEnd());
        joined.start();
    }

    void tunnelEnded() {
        if (finished) {
            return;
        }
        if (tunnel != null) {
            outcome.tunnelEnded(tunnel);
        }
        finish();
        downstream.handedOverClosed();
    }

    /// Answers here instead of the upstream, which gave none: what the rule says about headers of the answer holds.
    void fail(LocalReply reply) {
        var chosen = plan;
        var picked = destination;
        reply(reply, chosen == null || picked == null ? edits : new FinalAnswer(chosen, picked, this));
    }

    void reply(LocalReply reply) {
        reply(reply, edits);
    }

    private void reply(LocalReply reply, AnswerEdits answer) {
        if (finished) {
            return;
        }
        outcome.status = reply.status();
        outcome.flags |= reply.flags();
        outcome.details = reply.details();
        boolean reusable = reply.status() != REQUEST_TIMEOUT && isReusable();
        outcome.bytesSent = LocalReplyWriter.write(context(), reply, answer, !reusable);
        answered(reusable);
    }

    /// What the rule itself says.
    private void answer(AnswerPlan plan) {
        outcome.status = plan.status;
        outcome.details = plan.details;
        boolean reusable = isReusable();
        outcome.bytesSent = LocalReplyWriter.write(context(), plan, this, !reusable);
        answered(reusable);
    }

    void answer(AnswerPlan plan, ResponseFlag flag) {
        outcome.flag(flag);
        answer(plan);
    }

    /// The same for the rest of this exchange.
    void alsoEdit(AnswerEdits more) {
        var before = edits;
        edits = splice -> {
            before.edit(splice);
            more.edit(splice);
        };
    }

    /// Whether the client speaks TLS, as far as anybody who is trusted knows.
    boolean isSecure() {
        return head.isHttps();
    }

    /// What holds for every answer, whoever gives it.
    void edit(HeadSplice splice) {
        edits.edit(splice);
    }

    private LocalReplyWriter.Context context() {
        return new LocalReplyWriter.Context(worker, downstream, kind, head, table);
    }

    /// Whether another request can follow an answer that is given now. Behind a CONNECT there may be bytes of whatever
    /// protocol already.
    private boolean isReusable() {
        if (connect) {
            return false;
        }
        boolean whole = requestComplete || downstream.discardRequestBody();
        return whole && head.keepAlive() && !downstream.isDraining();
    }

    /// The answer cannot be finished: its beginning is with the client already.
    void breakOff(ResponseFlag flag, String details) {
        outcome.flag(flag);
        outcome.details = details;
        finish();
        downstream.abort();
    }

    void answered(boolean reusable) {
        finish();
        downstream.answered(reusable);
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        cancelTimeouts();
        if (mirrors != null) {
            mirrors.abandon();
        }
        outcome.end();
        worker.context().counters().decrement(Counter.ACTIVE_EXCHANGES);
        worker.telemetry().finished(outcome);
        worker.release(outcome);
        if (attempts != null) {
            worker.release(attempts.request());
            attempts = null;
        }
    }

    /// Nothing happens until the deadline passes, or the client leaves.
    void pause(Deadline until) {
        pause = until;
    }

    /// Returns whether something was waited for.
    boolean endPause() {
        boolean paused = pause != null && pause.isSet();
        if (pause != null) {
            pause.cancel();
        }
        return paused;
    }

    private void cancelTimeouts() {
        endPause();
        if (loading != null) {
            loading.abandon();
        }
        if (deadlines != null) {
            deadlines.cancel();
        }
    }

    /// A deadline has passed.
    void expire(LocalReply reply, ResponseFlag flag) {
        boolean started = answerStarted();
        if (attempts != null) {
            attempts.expire();
        }
        if (started) {
            breakOff(flag, reply.details());
        } else {
            fail(reply);
            downstream.flush();
        }
    }
}

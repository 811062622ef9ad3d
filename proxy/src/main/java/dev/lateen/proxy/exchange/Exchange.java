package dev.lateen.proxy.exchange;

import dev.lateen.proxy.exchange.DownstreamHead.FinalAnswer;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.HeaderId;
import dev.lateen.proxy.http1.Refusal;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.tcp.Tunnel;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.proxy.tls.ClientContext;
import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.route.RouteTable;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One request and its answer. It pins the snapshot it begins with, is led to its first attempt by [Routing], and then
/// follows its attempts until the answer is written, a [LocalReply] took its place, or the client left. Telemetry hears
/// of it exactly once. Event loop only; made anew for each request, so that nothing late can reach the next one: its
/// parts that are used again are reached through it alone, and not any more when it is finished.
///
/// ```text
/// begin -> routing (-> fault) -> attempt (-> retry) -> answer, or tunnel after an upgrade -> finished
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
    private @Nullable RoutePlan plan;
    private RoutePlan.@Nullable Destination destination;
    private @Nullable Attempts attempts;
    private @Nullable Tunnel tunnel;
    private @Nullable Mirrors mirrors;
    private boolean copied;
    private @Nullable ExchangeDeadlines deadlines;
    private @Nullable Pause pause;

    /// The routes that were tried, if any.
    @Nullable
    RouteTable table;

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

    /// A time in which nothing happens, unless the client leaves.
    @FunctionalInterface
    interface Pause {

        /// Returns whether something was waited for; it is not any more.
        boolean end();
    }

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
        Routing.begin(this);
    }

    boolean isConnect() {
        return connect;
    }

    /// What decides about this request.
    Rules rules() {
        return rules;
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
        Routing.decide(this);
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

    /// Its rule forwards it: as this plan says, and there first.
    void forward(RoutePlan chosen, RoutePlan.Destination first) {
        plan = chosen;
        turnTo(first);
    }

    /// A further attempt goes to another destination of the rule.
    void goesTo(RoutePlan.Destination other) {
        if (outcome.meter != null) {
            outcome.end();
            worker.telemetry().left(outcome);
        }
        turnTo(other);
    }

    private void turnTo(RoutePlan.Destination next) {
        destination = next;
        outcome.destination = next.clusterName();
        if (next.cluster() != null) {
            outcome.cluster = next.cluster().cluster();
        }
    }

    void pause(Pause begun) {
        pause = begun;
    }

    /// Returns whether something was waited for.
    boolean endPause() {
        return pause != null && pause.end();
    }

    /// The time that it may take begins.
    ///
    /// @param routeMillis 0 when the route has no timeout
    void limit(long routeMillis) {
        var limits = ExchangeDeadlines.of(this, routeMillis);
        deadlines = limits;
        if (limits != null) {
            limits.begin();
        }
    }

    void attempt(Attempts first, int endpoint) {
        attempts = first;
        first.start(endpoint);
    }

    /// The first attempt leaves: so do its copies.
    void copy(RoutePlan chosen, RequestWriter request) {
        if (!copied) {
            copied = true;
            mirrors = Mirrors.begin(this, chosen, request);
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
    void answer(AnswerPlan plan) {
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
        if (before == AnswerEdits.NONE) {
            edits = more;
            return;
        }
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

    private void cancelTimeouts() {
        endPause();
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

package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.tcp.Tunnel;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.proxy.upstream.AttemptListener;
import dev.lateen.proxy.upstream.UpstreamConnection;
import dev.lateen.proxy.upstream.UpstreamFailure;
import dev.lateen.proxy.upstream.UpstreamFailure.Kind;
import dev.lateen.snapshot.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The attempts of one exchange, one after the other, and the answer of the one that gave any.
///
/// Whether another one follows is decided by [RetryRules], where and when by [Retries]. Apart from them, a connection
/// that had idled in the pool and ends before a byte of the answer came is replaced by a new one at once, if no
/// application can notice ([Repeatable#afterStale]).
final class Attempts implements AttemptListener {

    private final Exchange exchange;
    private final Worker worker;
    private final RoutePlan plan;
    private final RequestWriter request;
    private @Nullable AnswerWriter answer;
    private @Nullable Retries retries;
    private @Nullable Deadline deadline;

    Attempts(Exchange exchange, RoutePlan plan, RoutePlan.Destination destination, EndpointSet endpoints) {
        this.exchange = exchange;
        this.worker = exchange.worker;
        this.plan = plan;
        this.request = worker.request(exchange, plan, destination, endpoints);
    }

    void start(int index) {
        limitAttempt();
        var fault = plan.fault;
        if (fault == null) {
            send(index);
        } else {
            FaultStage.inject(exchange, fault, new FaultStage.Outcome(() -> send(index), this::aborted));
        }
    }

    private void send(int index) {
        exchange.copy(plan, request);
        request.start(index, false, this);
    }

    /// A fault takes the place of an answer, and is met as that would be.
    private void aborted(Fault.Abort abort) {
        leave();
        if (isRepeatable()
                && plan.retries.repeat(abort, exchange.isIdempotent())
                && retries().begin(request, false)) {
            return;
        }
        over();
        exchange.outcome.flags |= exhausted();
        FaultStage.answer(exchange, abort);
        exchange.downstream.flush();
    }

    /// A further attempt.
    void start(Retries.Target target) {
        request.turnTo(target.destination(), target.endpoints());
        start(target.index());
    }

    /// Of its own time; what the client takes for the rest of the request is not counted.
    private void limitAttempt() {
        long millis = plan.retries.policy().perTryTimeoutMillis();
        if (millis > 0 && !answerStarted()) {
            if (deadline == null) {
                deadline = new Deadline(this::attemptTimedOut);
            }
            worker.context().fine().set(deadline, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private void attemptTimedOut() {
        boolean sent = request.isSent();
        boolean delayed = exchange.endPause();
        boolean asked = request.isAsked();
        var late = leave();
        if (late != null) {
            late.close();
        }
        if (asked) {
            request.unanswered(RequestWriter.TOO_LONG);
        }
        if (late != null || delayed) {
            worker.context().counters().increment(Counter.ATTEMPT_TIMEOUTS);
            long millis = plan.retries.policy().perTryTimeoutMillis();
            failed(new UpstreamFailure(Kind.TIMEOUT, false, false, sent, "within " + millis + " ms"));
        }
    }

    RequestWriter request() {
        return request;
    }

    boolean answerStarted() {
        return answer != null && answer.isBegun();
    }

    void sendEnd(byte[] trailers) {
        request.sendEnd(trailers);
        limitAttempt();
    }

    void resumeAnswer() {
        if (answer != null) {
            answer.resume();
        }
    }

    /// Ends the attempt under way, which has taken too long; nothing more is heard of it.
    void expire() {
        if (request.isAsked() && exchange.requestComplete && !answerStarted()) {
            request.unanswered(RequestWriter.TOO_LONG);
        }
        abandon();
    }

    /// Ends the attempt under way, or the wait for one; nothing more is heard of it.
    void abandon() {
        over();
        var current = leave();
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void connected(UpstreamConnection open) {
        if (exchange.isFinished()) {
            open.close();
            throw new IllegalStateException("an attempt of an exchange that is over");
        }
        if (deadline != null && !exchange.requestComplete) {
            deadline.cancel(); // until the last byte of the request
        }
        request.connected(open);
    }

    @Override
    public void responseHead(ResponseHeadBuffer head, ByteBuf body, int count) {
        exchange.active();
        if (head.isInterim()) {
            answer().interim(head);
            return;
        }
        if (head.isSwitch()) {
            switchProtocols(head);
            return;
        }
        request.answered(head.status());
        if (isRepeatable()
                && plan.retries.repeat(head, exchange.isIdempotent())
                && retries().begin(request, true)) {
            discardAnswer();
            return;
        }
        exchange.outcome.bytesSent += count;
        answer().begin(new AnswerWriter.Beginning(head, body, count), accepted(head));
    }

    private AnswerWriter answer() {
        if (answer == null) {
            answer = new AnswerWriter(exchange, request);
        }
        return answer;
    }

    private void discardAnswer() {
        var open = leave();
        if (open != null) {
            open.discardAnswer(exchange.requestComplete, request.endpoints().cluster());
        }
    }

    private void switchProtocols(ResponseHeadBuffer head) {
        var open = request.connection();
        var refusal = head.switchRefusal(exchange.head);
        if (open == null) {
            throw new IllegalStateException("an answer without a connection");
        }
        if (refusal != null) {
            open.protocolError(refusal);
            return;
        }
        request.answered(head.status());
        var out = DownstreamHead.switching(worker, head, accepted(head));
        exchange.downstream.write(out.toBuffer(PooledByteBufAllocator.DEFAULT));
        var tunnel = new Tunnel(worker.context(), this::tunnelEnded);
        open.handOver(tunnel.upstreamEnd());
        over();
        exchange.upgraded(tunnel);
    }

    /// Header values of the answer may tell what is noted here.
    private DownstreamHead.FinalAnswer accepted(ResponseHeadBuffer head) {
        var outcome = exchange.outcome;
        outcome.serviceTimeMillis = outcome.elapsedMillis();
        outcome.status = head.status();
        outcome.details = "via_upstream";
        outcome.flags |= exhausted();
        request.keepNothing();
        if (deadline != null) {
            deadline.cancel();
        }
        return new DownstreamHead.FinalAnswer(plan, request.destination(), exchange);
    }

    private void tunnelEnded() {
        if (exchange.isFinished()) {
            return;
        }
        over();
        leave();
        exchange.tunnelEnded();
    }

    @Override
    public void responseBody(ByteBuf data) {
        exchange.active();
        exchange.outcome.bytesSent += data.readableBytes();
        if (answer == null) {
            data.release();
        } else {
            answer.body(data);
        }
    }

    @Override
    public void responseEnded(byte[] trailers) {
        var current = answer;
        var open = leave();
        if (open == null || current == null || !current.isBegun()) {
            throw new IllegalStateException("an answer ended that had not begun");
        }
        over();
        current.end(trailers);
        open.release(exchange.requestComplete, request.endpoints().cluster());
        exchange.answered(current.isReusable() && exchange.requestComplete);
        exchange.downstream.flush();
    }

    @Override
    public void attemptFailed(UpstreamFailure failure) {
        leave();
        boolean asked = failure.kind() != Kind.OVERFLOW;
        if (asked && !Repeatable.afterStale(failure, exchange.isIdempotent())) {
            request.unanswered(RequestWriter.FAILED);
        }
        exchange.outcome.transportFailure = failure.detail();
        if (!answerStarted()) {
            failed(failure);
            return;
        }
        over();
        boolean protocol = failure.kind() == Kind.PROTOCOL;
        exchange.breakOff(
                protocol ? ResponseFlag.UPE : ResponseFlag.UC,
                "upstream_reset_after_response_started{" + (protocol ? "protocol_error" : "connection_termination")
                        + "}");
    }

    /// The attempt is over without an answer.
    private void failed(UpstreamFailure failure) {
        if (isRepeatable() && repeat(failure)) {
            return;
        }
        over();
        exchange.fail(LocalReplies.upstreamFailed(failure, request.number() > 1, exhausted(), request.whereTo()));
        exchange.downstream.flush();
    }

    private boolean repeat(UpstreamFailure failure) {
        boolean idempotent = exchange.isIdempotent();
        if (Repeatable.afterStale(failure, idempotent)) {
            worker.context().counters().increment(Counter.RETRIES);
            limitAttempt();
            request.start(request.endpoint(), true, this);
            return true;
        }
        return plan.retries.repeat(failure, idempotent) && retries().begin(request, failure.sent());
    }

    /// Whether another attempt could send all that this one has, and the client has seen nothing of an answer.
    private boolean isRepeatable() {
        return answer == null && request.isRepeatable();
    }

    private Retries retries() {
        if (retries == null) {
            retries = new Retries(this, exchange, plan);
        }
        return retries;
    }

    private int exhausted() {
        return retries == null ? 0 : retries.exhausted();
    }

    @Override
    public void upstreamWritable() {
        if (!exchange.requestComplete) {
            exchange.downstream.resumeRequestBody();
        }
    }

    @Override
    public void upstreamReadComplete() {
        exchange.downstream.flush();
    }

    /// No further attempt will be made.
    private void over() {
        if (retries != null) {
            retries.end();
        }
        request.keepNothing();
    }

    /// The attempt is over; its connection, if there was one, is the caller's.
    private @Nullable UpstreamConnection leave() {
        if (deadline != null) {
            deadline.cancel();
        }
        return request.leave();
    }
}

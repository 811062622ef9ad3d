package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.http1.Refusal;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.tcp.Tunnel;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.proxy.upstream.AttemptListener;
import dev.lateen.proxy.upstream.ConnectTarget;
import dev.lateen.proxy.upstream.ConnectionPool;
import dev.lateen.proxy.upstream.TlsTarget;
import dev.lateen.proxy.upstream.UpstreamConnection;
import dev.lateen.proxy.upstream.UpstreamFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// The attempts of one exchange, one after the other, and the answer of the one that gave any.
///
/// A further attempt is made only when nothing can have reached an application: the connection could not be made, or a
/// connection that had idled in the pool ended before a byte of the answer came, the method is idempotent and no byte
/// of the body was sent.
final class Attempts implements AttemptListener {

    private static final int MAX_RETRIES = 2;
    private static final int MAX_INTERIM = 100;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final Refusal TOO_MANY_INTERIM =
            new Refusal(502, "upe.too_many_interim", "more than " + MAX_INTERIM + " answers of 1xx");

    private final Exchange exchange;
    private final Worker worker;
    private final RoutePlan plan;
    private final RoutePlan.Destination destination;
    private final EndpointSet endpoints;
    private @Nullable UpstreamConnection connection;
    private @Nullable AnswerWriter answer;
    private int endpoint;
    private long tried;
    private int number;
    private int interim;
    private boolean headSent;
    private boolean bodySent;
    private boolean paused;

    Attempts(Exchange exchange, RoutePlan plan, RoutePlan.Destination destination, EndpointSet endpoints) {
        this.exchange = exchange;
        this.worker = exchange.worker;
        this.plan = plan;
        this.destination = destination;
        this.endpoints = endpoints;
        exchange.outcome.upstreamHead = worker.upstreamHead(exchange);
    }

    void start(int index) {
        start(index, false);
    }

    private void start(int index, boolean fresh) {
        endpoint = index;
        number++;
        if (index < Long.SIZE) {
            tried |= 1L << index;
        }
        exchange.outcome.endpoint = endpoints.endpoint(index);
        if (!endpoints.begin(index)) {
            attemptFailed(ConnectionPool.OVERFLOW);
            return;
        }
        var tls = tlsTarget();
        var pooled = fresh ? null : worker.pool().poll(endpoints.state(index), tls, this);
        if (pooled != null) {
            connected(pooled);
            return;
        }
        var target = new ConnectTarget(endpoints, index, tls);
        var created = worker.pool().create(target, this);
        connection = created;
        worker.pool().request(target, created);
    }

    private @Nullable TlsTarget tlsTarget() {
        var context = exchange.tlsTo(endpoints.cluster());
        if (context == null) {
            return null;
        }
        var name = context.sni();
        return new TlsTarget(context, name == null ? upstreamHead().hostName(plan, destination) : name);
    }

    private UpstreamHead upstreamHead() {
        var head = exchange.outcome.upstreamHead;
        if (head == null) {
            throw new IllegalStateException("an attempt of an exchange that is over");
        }
        return head;
    }

    boolean acceptsBody() {
        return headSent && connection != null && connection.isWritable();
    }

    boolean answerStarted() {
        return answer != null;
    }

    /// Takes ownership.
    void sendBody(ByteBuf data) {
        if (connection == null || !headSent) {
            data.release();
            return;
        }
        bodySent = true;
        if (exchange.head.isChunked()) {
            Chunks.write(connection::write, data);
        } else {
            connection.write(data);
        }
        if (!connection.isWritable()) {
            connection.flush(); // as with answers: only what the socket does not take stops the reading
        }
    }

    void sendEnd(byte[] trailers) {
        if (connection != null && headSent && exchange.head.isChunked()) {
            bodySent = true;
            connection.write(Chunks.last(worker.writer(), trailers));
        }
    }

    void flush() {
        if (connection != null && headSent) {
            connection.flush();
        }
    }

    void resumeAnswer() {
        if (paused && connection != null) {
            paused = false;
            connection.setReading(true);
        }
    }

    /// Ends the attempt under way, which has taken too long; nothing more is heard of it.
    void expire() {
        if (connection != null && !answerStarted()) {
            endpoints.failed(endpoint, GATEWAY_TIMEOUT);
        }
        abandon();
    }

    /// Ends the attempt under way; nothing more is heard of it.
    void abandon() {
        if (connection != null) {
            var current = connection;
            leave();
            current.close();
        }
    }

    @Override
    public void connected(UpstreamConnection open) {
        connection = open;
        exchange.outcome.upstreamLocal = open.localAddress();
        exchange.outcome.upstreamRemote = open.remoteAddress();
        var out = upstreamHead().build(plan, destination, endpoints.endpoint(endpoint), number);
        open.begin(exchange.head.isMethod(LocalReplyWriter.EXCHANGE_HEAD));
        open.write(out.toBuffer(PooledByteBufAllocator.DEFAULT));
        headSent = true;
        if (exchange.requestComplete) {
            open.flush();
        } else {
            exchange.downstream.resumeRequestBody(); // flushes, so that head and body may leave together
        }
    }

    @Override
    public void responseHead(ResponseHeadBuffer head, ByteBuf body, int count) {
        exchange.active();
        if (head.isInterim()) {
            if (++interim > MAX_INTERIM && connection != null) {
                connection.protocolError(TOO_MANY_INTERIM);
                return;
            }
            if (exchange.head.minorVersion() == 1) {
                write(DownstreamHead.interim(worker, head).toBuffer(PooledByteBufAllocator.DEFAULT));
                pauseUnlessWritable();
            }
            return;
        }
        if (head.isSwitch()) {
            switchProtocols(head);
            return;
        }
        endpoints.answered(endpoint, head.status());
        exchange.outcome.bytesSent += count;
        var out = new AnswerWriter.Beginning(head, body, count);
        answer = AnswerWriter.begin(exchange, out, accepted(head));
        pauseUnlessWritable();
    }

    private void switchProtocols(ResponseHeadBuffer head) {
        var open = connection;
        var refusal = head.switchRefusal(exchange.head);
        if (open == null) {
            throw new IllegalStateException("an answer without a connection");
        }
        if (refusal != null) {
            open.protocolError(refusal);
            return;
        }
        endpoints.answered(endpoint, head.status());
        write(DownstreamHead.switching(worker, head, accepted(head)).toBuffer(PooledByteBufAllocator.DEFAULT));
        var tunnel = new Tunnel(worker.context(), this::tunnelEnded);
        open.handOver(tunnel.upstreamEnd());
        exchange.upgraded(tunnel);
    }

    /// Header values of the answer may tell what is noted here.
    private DownstreamHead.FinalAnswer accepted(ResponseHeadBuffer head) {
        var outcome = exchange.outcome;
        outcome.serviceTimeMillis = outcome.elapsedMillis();
        outcome.status = head.status();
        outcome.details = "via_upstream";
        return new DownstreamHead.FinalAnswer(plan, destination, exchange);
    }

    private void tunnelEnded() {
        leave();
        exchange.tunnelEnded();
    }

    @Override
    public void responseBody(ByteBuf data) {
        exchange.active();
        exchange.outcome.bytesSent += data.readableBytes();
        if (answer == null) {
            data.release();
            return;
        }
        answer.body(data);
        pauseUnlessWritable();
    }

    @Override
    public void responseEnded(byte[] trailers) {
        var open = connection;
        var current = answer;
        if (open == null || current == null) {
            throw new IllegalStateException("an answer ended that had not begun");
        }
        current.end(trailers);
        leave();
        open.release(exchange.requestComplete, endpoints.cluster());
        exchange.answered(current.isReusable() && exchange.requestComplete);
        exchange.downstream.flush();
    }

    @Override
    public void attemptFailed(UpstreamFailure failure) {
        leave();
        boolean asked = failure.kind() != UpstreamFailure.Kind.OVERFLOW;
        if (asked && !Repeatable.afterStale(failure, exchange.head, bodySent)) {
            endpoints.failed(endpoint, UNAVAILABLE);
        }
        exchange.outcome.transportFailure = failure.detail();
        if (answerStarted()) {
            boolean protocol = failure.kind() == UpstreamFailure.Kind.PROTOCOL;
            exchange.breakOff(
                    protocol ? ResponseFlag.UPE : ResponseFlag.UC,
                    "upstream_reset_after_response_started{" + (protocol ? "protocol_error" : "connection_termination")
                            + "}");
            return;
        }
        if (retry(failure)) {
            return;
        }
        var state = endpoints.state(endpoint).toString();
        exchange.fail(LocalReplies.upstreamFailed(failure, number > 1, state));
        exchange.downstream.flush();
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

    private boolean retry(UpstreamFailure failure) {
        if (number > MAX_RETRIES) {
            return false;
        }
        int next = switch (failure.kind()) {
            case CONNECT, CONNECT_TIMEOUT, TLS ->
                endpoints.pickOther(worker.context().random(), tried);
            case CLOSED -> Repeatable.afterStale(failure, exchange.head, bodySent) ? endpoint : -1;
            case PROTOCOL, OVERFLOW -> -1;
        };
        if (next < 0) {
            return false;
        }
        worker.context().counters().increment(Counter.RETRIES);
        start(next, failure.kind() == UpstreamFailure.Kind.CLOSED);
        return true;
    }

    /// What is written leaves first: the socket mostly takes it, and its buffers serve the next read while they are
    /// still in the processor's cache.
    private void pauseUnlessWritable() {
        if (paused || exchange.downstream.isWritable()) {
            return;
        }
        exchange.downstream.flush();
        if (connection != null && !exchange.downstream.isWritable()) {
            paused = true;
            worker.context().counters().increment(Counter.BACK_PRESSURE_PAUSES);
            connection.setReading(false);
        }
    }

    private void write(ByteBuf data) {
        exchange.downstream.write(data);
    }

    /// Counts the attempt as over, exactly once.
    private void leave() {
        if (connection != null) {
            connection = null;
            headSent = false;
            endpoints.end(endpoint);
        }
    }
}

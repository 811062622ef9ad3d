package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.upstream.AttemptListener;
import dev.lateen.proxy.upstream.ConnectTarget;
import dev.lateen.proxy.upstream.ConnectionPool;
import dev.lateen.proxy.upstream.UpstreamConnection;
import dev.lateen.proxy.upstream.UpstreamFailure;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A copy of a request on its way: its bytes are those of the request, shared, its answer is thrown away. It never
/// makes anybody wait: what its destination does not take is kept within the [MirrorBudget], beyond it the copy is
/// dropped. It outlives its exchange and ends by itself, at the latest when nothing has moved for a while. Event loop
/// only.
final class MirrorCopy implements AttemptListener {

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /// Longer answers end with their connection: reading them costs more than connecting again.
    private static final long MAX_ANSWER_BYTES = 64 * 1024;

    private final Worker worker;
    private final ConnectTarget target;
    private final boolean isHead;
    private final HeldPieces waiting = new HeldPieces();
    private final Deadline idle = new Deadline(this::checkIdle);
    private @Nullable UpstreamConnection connection;
    private long lastActivityNanos = System.nanoTime();
    private long answerBytes;
    private boolean begun;
    private boolean connected;
    private boolean requestEnded;
    private boolean over;

    /// For a copy that the budget has let begin.
    MirrorCopy(Worker worker, ConnectTarget target, boolean isHead) {
        this.worker = worker;
        this.target = target;
        this.isHead = isHead;
    }

    void start() {
        if (over) {
            return; // its head has found no room
        }
        worker.context().coarse().set(idle, IDLE_NANOS);
        var endpoints = target.endpoints();
        begun = endpoints.begin(target.index());
        if (!begun) {
            attemptFailed(ConnectionPool.OVERFLOW);
            return;
        }
        var pooled = target.preface() != null
                ? null
                : worker.pool().poll(endpoints.state(target.index()), target.tls(), this);
        if (pooled != null) {
            connected(pooled);
            return;
        }
        var created = worker.pool().create(target, this);
        connection = created;
        worker.pool().request(target, created);
    }

    /// A piece of the request as it goes on the wire. Takes ownership.
    void send(ByteBuf data) {
        if (over) {
            data.release();
        } else if (connected && connection != null && waiting.isEmpty() && connection.isWritable()) {
            lastActivityNanos = System.nanoTime();
            connection.write(data);
        } else if (worker.mirrors().take(data.readableBytes())) {
            waiting.add(data);
            data.release();
        } else {
            data.release();
            drop(Counter.MIRRORS_DROPPED);
        }
    }

    void flush() {
        if (connected && connection != null) {
            connection.flush();
        }
    }

    /// The whole request has been given.
    void end() {
        requestEnded = true;
    }

    /// The rest of the request will not come.
    void abandon() {
        if (!over && !requestEnded) {
            drop(Counter.MIRRORS_FAILED);
        }
    }

    private void drop(Counter why) {
        worker.context().counters().increment(why);
        var open = connection;
        finish();
        if (open != null) {
            open.close();
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        connection = null;
        idle.cancel();
        for (var data = waiting.poll(); data != null; data = waiting.poll()) {
            worker.mirrors().give(data.readableBytes());
            data.release();
        }
        if (begun) {
            target.endpoints().end(target.index());
        }
        worker.mirrors().end();
    }

    private void checkIdle() {
        long left = IDLE_NANOS - (System.nanoTime() - lastActivityNanos);
        if (left > 0) {
            worker.context().coarse().set(idle, left);
        } else {
            drop(Counter.MIRRORS_FAILED);
        }
    }

    @Override
    public void connected(UpstreamConnection open) {
        connection = open;
        connected = true;
        open.begin(isHead);
        upstreamWritable();
    }

    @Override
    public void upstreamWritable() {
        var open = connection;
        if (open == null || !connected) {
            return;
        }
        lastActivityNanos = System.nanoTime();
        while (open.isWritable()) {
            var data = waiting.poll();
            if (data == null) {
                break;
            }
            worker.mirrors().give(data.readableBytes());
            open.write(data);
        }
        open.flush();
    }

    @Override
    public void responseHead(ResponseHeadBuffer head, ByteBuf body, int count) {
        lastActivityNanos = System.nanoTime();
        if (head.isSwitch()) {
            drop(Counter.MIRRORS_FAILED);
        }
    }

    @Override
    public void responseBody(ByteBuf data) {
        lastActivityNanos = System.nanoTime();
        answerBytes += data.readableBytes();
        data.release();
        var open = connection;
        if (answerBytes > MAX_ANSWER_BYTES && open != null) {
            finish();
            open.close();
        }
    }

    @Override
    public void responseEnded(byte[] trailers) {
        var open = connection;
        boolean sent = requestEnded && waiting.isEmpty();
        finish();
        if (open != null) {
            open.release(sent, target.endpoints().cluster());
        }
    }

    @Override
    public void attemptFailed(UpstreamFailure failure) {
        worker.context().counters().increment(Counter.MIRRORS_FAILED);
        finish();
    }

    @Override
    public void upstreamReadComplete() {}
}

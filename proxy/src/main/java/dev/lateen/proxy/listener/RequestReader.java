package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.Worker;
import dev.lateen.proxy.http1.BodyReader;
import dev.lateen.proxy.http1.HeadBuffer.Progress;
import dev.lateen.proxy.http1.Refusal;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// The input of a downstream connection: what has come and nobody could take yet, and the request that is being cut out
/// of it. Its head buffer is on loan from the event loop from the first byte of a request to the end of its answer.
final class RequestReader {

    private static final int SHORT = 64 * 1024;

    private final Worker worker;
    private final BodyReader body;
    private @Nullable ByteBuf input;
    private @Nullable RequestHeadBuffer head;
    private boolean bodyDone = true;
    private boolean secure;

    RequestReader(Worker worker) {
        this.worker = worker;
        this.body = new BodyReader(worker.context().limits());
    }

    /// Before the first request.
    void secure(boolean overTls) {
        secure = overTls;
    }

    /// Takes ownership.
    void add(ByteBufAllocator allocator, ByteBuf data) {
        input = Buffers.join(allocator, input, data);
    }

    boolean isEmpty() {
        return input == null || !input.isReadable();
    }

    /// The head of the present request.
    RequestHeadBuffer head() {
        if (head == null) {
            head = worker.heads().acquire();
            head.secure(secure);
        }
        return head;
    }

    /// Whether a byte of a head has come.
    boolean headBegun() {
        return head != null && !head.isEmpty();
    }

    boolean isHttp10() {
        return head != null && head.minorVersion() == 0;
    }

    Progress readHead() {
        return input == null ? Progress.MORE : head().feed(input);
    }

    /// After a complete head.
    void beginBody() {
        var current = head();
        if (current.isChunked()) {
            body.beginChunked();
        } else {
            body.beginLength(Math.max(0, current.contentLength()));
        }
        bodyDone = !current.hasBody();
    }

    boolean isBodyDone() {
        return bodyDone;
    }

    /// The next piece of the body; null when there is none now. Afterwards [#isBodyDone] may have changed.
    @Nullable
    ByteBuf nextBody() {
        var in = input;
        if (in == null || bodyDone) {
            return null;
        }
        var data = body.next(in);
        bodyDone = body.isDone();
        return data;
    }

    /// Throws away what has come of the body; returns whether that was all of it.
    boolean discardBody() {
        for (var data = nextBody(); data != null; data = nextBody()) {
            data.release();
        }
        return bodyDone;
    }

    /// Whether waiting for the rest of the body is cheaper than a new connection. A client that expects `100 Continue`
    /// may never send it.
    boolean isRestShort() {
        return body.remaining() <= SHORT && !head().expectsContinue();
    }

    @Nullable
    Refusal bodyRefusal() {
        return body.refusal();
    }

    byte[] trailers() {
        return body.trailers();
    }

    /// What has come and nobody has taken; null when there is nothing. Ownership passes.
    @Nullable
    ByteBuf takeInput() {
        var rest = input;
        input = null;
        return rest;
    }

    void dropInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }

    void dropUsedInput() {
        if (input != null && !input.isReadable()) {
            dropInput();
        }
    }

    void dropHead() {
        if (head != null) {
            worker.heads().release(head);
            head = null;
        }
    }
}

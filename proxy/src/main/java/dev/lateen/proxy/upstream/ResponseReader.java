package dev.lateen.proxy.upstream;

import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.BodyReader;
import dev.lateen.proxy.http1.HeadBuffer.Progress;
import dev.lateen.proxy.http1.HeadPool;
import dev.lateen.proxy.http1.Refusal;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The answer that is being cut out of the bytes of an upstream connection, and whether its framing lets another one
/// follow. Its head buffer is on loan from the event loop from the first byte of a head until that is passed on.
final class ResponseReader {

    /// Up to this, copying the beginning of a body behind its head costs less than a second buffer in the write.
    private static final int SHORT_BODY = 4096;

    private final HeadPool<ResponseHeadBuffer> heads;
    private final BodyReader body;
    private @Nullable ResponseHeadBuffer head;
    private boolean headRequest;
    private boolean reusable;

    ResponseReader(HeadPool<ResponseHeadBuffer> heads, Limits limits) {
        this.heads = heads;
        this.body = new BodyReader(limits);
    }

    /// @param isHead whether the answer is one to HEAD
    void begin(boolean isHead) {
        headRequest = isHead;
    }

    ResponseHeadBuffer head() {
        if (head == null) {
            head = heads.acquire();
        }
        return head;
    }

    Progress readHead(ByteBuf in) {
        return head().feed(in);
    }

    /// After a complete head. Takes a short beginning of the body: the caller copies and skips so many bytes.
    int beginBody(ByteBuf in) {
        var of = head();
        reusable = of.keepAlive() && !of.hasUnexpectedBody();
        if (headRequest || of.status() == 204 || of.status() == 304) {
            body.beginNone();
        } else if (of.isChunked()) {
            body.beginChunked();
        } else if (of.contentLength() >= 0) {
            body.beginLength(of.contentLength());
        } else {
            body.beginUntilClose();
            reusable = false;
        }
        return body.takeShort(in, SHORT_BODY);
    }

    /// The next piece of the body; null when there is none now.
    @Nullable
    ByteBuf nextBody(ByteBuf in) {
        return body.next(in);
    }

    boolean isBodyDone() {
        return body.isDone();
    }

    /// Whether the end of the connection is the proper end of the body.
    boolean endsAtClose() {
        return body.endsAtClose();
    }

    @Nullable
    Refusal bodyRefusal() {
        return body.refusal();
    }

    byte[] trailers() {
        return body.trailers();
    }

    /// Whether another answer can follow on the connection.
    boolean isReusable() {
        return reusable;
    }

    /// Bytes came that belong to no answer: nobody knows whose the next ones are.
    void distrust() {
        reusable = false;
    }

    void dropHead() {
        if (head != null) {
            heads.release(head);
            head = null;
        }
    }
}

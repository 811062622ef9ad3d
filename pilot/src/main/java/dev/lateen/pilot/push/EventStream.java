package dev.lateen.pilot.push;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One proxy's open stream of server-sent events. All methods may be called from any thread; writing happens on the
/// connection's event loop.
final class EventStream {

    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final Context context;
    private final HttpServerRequest request;
    private final String remote;
    private final StreamEncoding encoding;
    private final Buffer comment;
    private volatile boolean closed;
    private volatile @Nullable Long fullSince;

    /// Answers the request with the head of the stream; on the connection's event loop.
    EventStream(HttpServerRequest request, Vertx vertx, Runnable onClose) {
        this.context = vertx.getOrCreateContext();
        this.request = request;
        this.remote = String.valueOf(request.remoteAddress());
        this.encoding = StreamEncoding.of(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        this.comment = encoding.encode(COMMENT);
        HttpServerResponse response = request.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (encoding != StreamEncoding.IDENTITY) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, encoding.token());
        }
        response.closeHandler(gone -> {
            closed = true;
            onClose.run();
        });
        response.exceptionHandler(failure -> closed = true);
        // Tells the proxy that it is connected, even when there is nothing new for it.
        response.write(encoding.start().appendBuffer(comment));
    }

    String remote() {
        return remote;
    }

    StreamEncoding encoding() {
        return encoding;
    }

    /// @param event in the encoding of the stream
    void send(Buffer event) {
        context.runOnContext(then -> write(event));
    }

    void comment() {
        send(comment);
    }

    /// Whether the other side has not been reading for that long.
    boolean isStalled(Duration patience) {
        Long since = fullSince;
        return since != null && System.nanoTime() - since > patience.toNanos();
    }

    /// The whole connection: a stream that does not drain would not take a farewell either.
    void close() {
        closed = true;
        context.runOnContext(then -> request.connection().close());
    }

    private void write(Buffer event) {
        HttpServerResponse response = request.response();
        if (closed || response.closed()) {
            return;
        }
        response.write(event);
        if (response.writeQueueFull() && fullSince == null) {
            fullSince = System.nanoTime();
            response.drainHandler(drained -> fullSince = null);
        }
    }
}

package dev.lateen.httpbin;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A body of known length, written in pieces over a time. The caller has set the status and the headers, with the
/// `Content-Length`.
///
/// Runs on the event loop of the response. A piece waits for its time and until the client has taken the one before;
/// a client that leaves ends it.
final class Trickle {

    /// What is written when: `piece` is asked for each number from 0 to `pieces - 1`, spread evenly over `millis`.
    record Body(IntFunction<Buffer> piece, int pieces, long millis) {

        static final int MOST_PIECES = 1000;

        /// `length` bytes in pieces of `size` if that is not too many; `bytes` makes those from one offset to another.
        static Body of(long length, int size, long millis, Slice bytes) {
            long wanted = Math.ceilDiv(length, size);
            int pieces = Math.toIntExact(Math.clamp(wanted, 1, MOST_PIECES));
            return new Body(i -> bytes.between(length * i / pieces, length * (i + 1) / pieces), pieces, millis);
        }
    }

    /// The bytes from one offset to another, the latter not included.
    interface Slice {
        Buffer between(long from, long to);
    }

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Body body;
    private final UniEmitter<? super @Nullable Void> done;
    private final long start = System.nanoTime();

    private Trickle(Vertx vertx, HttpServerResponse response, Body body, UniEmitter<? super @Nullable Void> done) {
        this.vertx = vertx;
        this.response = response;
        this.body = body;
        this.done = done;
    }

    /// Completes when everything is written or nobody is there to take it.
    static Uni<@Nullable Void> send(Vertx vertx, HttpServerResponse response, Body body) {
        return Uni.createFrom().emitter(done -> new Trickle(vertx, response, body, done).write(0));
    }

    private void write(int number) {
        if (response.closed()) {
            done.complete(null);
            return;
        }
        response.write(body.piece().apply(number)).onComplete(written -> {
            if (written.failed() || number + 1 == body.pieces()) {
                done.complete(null);
            } else {
                vertx.setTimer(untilDue(number + 1), timer -> write(number + 1));
            }
        });
    }

    private long untilDue(int number) {
        long elapsed = (System.nanoTime() - start) / 1_000_000;
        return Math.max(1, body.millis() * number / body.pieces() - elapsed);
    }
}

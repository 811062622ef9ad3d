package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Fault;
import dev.lateen.snapshot.route.RequestHead;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The faults that a rule injects, into a request as a whole or into one attempt: a delay, then an answer in place of
/// the
/// upstream's. Each is decided by itself. Event loop only.
final class FaultStage {

    private static final byte[] CONTENT_TYPE = Bytes.of("content-type");
    private static final byte[] GRPC = Bytes.of("application/grpc");

    private final Exchange exchange;
    private final Fault fault;
    private final Outcome outcome;

    /// What comes then; possibly before [#inject] returns.
    ///
    /// @param passed without an abort, at once or after the delay
    record Outcome(Runnable passed, Consumer<Fault.Abort> aborted) {}

    private FaultStage(Exchange exchange, Fault fault, Outcome outcome) {
        this.exchange = exchange;
        this.fault = fault;
        this.outcome = outcome;
    }

    static void inject(Exchange exchange, Fault fault, Outcome outcome) {
        new FaultStage(exchange, fault, outcome).delay();
    }

    private void delay() {
        var context = exchange.worker.context();
        var delay = fault.delay();
        if (delay == null || !Chance.hits(delay.millionths(), context.random())) {
            abort();
            return;
        }
        exchange.outcome.flag(ResponseFlag.DI);
        var deadline = new Deadline(() -> {
            abort();
            exchange.downstream.flush();
        });
        exchange.pause(() -> {
            boolean waits = deadline.isSet();
            deadline.cancel();
            return waits;
        });
        context.fine().set(deadline, TimeUnit.MILLISECONDS.toNanos(delay.millis()));
    }

    private void abort() {
        var abort = fault.abort();
        if (abort == null
                || !Chance.hits(abort.millionths(), exchange.worker.context().random())) {
            outcome.passed().run();
        } else {
            outcome.aborted().accept(abort);
        }
    }

    /// What the client gets for an abort.
    static void answer(Exchange exchange, Fault.Abort abort) {
        if (abort.grpc() && isGrpc(exchange.head)) {
            exchange.answer(AnswerPlan.ofGrpc(abort.status()), ResponseFlag.FI);
        } else {
            exchange.reply(LocalReplies.faultAbort(abort, exchange.outcome.flags));
        }
    }

    private static boolean isGrpc(RequestHeadBuffer head) {
        long type = HeaderField.find(head, CONTENT_TYPE);
        int start = RequestHead.start(type);
        return type != RequestHead.ABSENT
                && RequestHead.length(type) >= GRPC.length
                && Bytes.equalsIgnoreCase(GRPC, head.bytes(), start, start + GRPC.length);
    }
}

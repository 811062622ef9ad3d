package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.Deadline;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Fault;
import dev.lateen.snapshot.route.RequestHead;
import java.util.concurrent.TimeUnit;

/// The faults that a rule injects into whole requests, in front of everything else that it does: a delay, then an
/// answer in place of the upstream's. Each is decided by itself. Event loop only.
final class FaultStage {

    private static final byte[] CONTENT_TYPE = Bytes.of("content-type");
    private static final byte[] GRPC = Bytes.of("application/grpc");

    private final Exchange exchange;
    private final Fault fault;
    private final Runnable next;

    private FaultStage(Exchange exchange, Fault fault, Runnable next) {
        this.exchange = exchange;
        this.fault = fault;
        this.next = next;
    }

    /// @param next what the rule does with a request that is not aborted; possibly run before this returns
    static void inject(Exchange exchange, Fault fault, Runnable next) {
        new FaultStage(exchange, fault, next).delay();
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
        exchange.pause(deadline);
        context.fine().set(deadline, TimeUnit.MILLISECONDS.toNanos(delay.millis()));
    }

    private void abort() {
        var abort = fault.abort();
        if (abort == null
                || !Chance.hits(abort.millionths(), exchange.worker.context().random())) {
            next.run();
        } else if (abort.grpc() && isGrpc(exchange.head)) {
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

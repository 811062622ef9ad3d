package dev.lateen.proxy.exchange;

import dev.lateen.snapshot.Listener;

/// A request that never became an exchange: its head was malformed, too long or too late.
public final class RefusedRequest {

    private RefusedRequest() {}

    /// Writes the reply and tells telemetry. The connection is to be closed.
    public static void reply(Worker worker, Downstream downstream, Listener.Kind kind, LocalReply reply) {
        var outcome = new ExchangeOutcome(downstream.client(), kind, null);
        outcome.status = reply.status();
        outcome.flags = reply.flags();
        outcome.details = reply.details();
        var context = new LocalReplyWriter.Context(worker, downstream, kind, null, null);
        outcome.bytesSent = LocalReplyWriter.write(context, reply, AnswerEdits.NONE, true);
        outcome.end();
        worker.telemetry().finished(outcome);
    }
}

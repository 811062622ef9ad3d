package dev.lateen.proxy.exchange;

import dev.lateen.proxy.HostDemand;
import dev.lateen.proxy.loop.Deadline;

/// A request to a host whose routes are not loaded: it waits for them, its body unread, and then decides anew. Event
/// loop only.
final class HostLoading implements HostDemand.Waiter {

    private final Exchange exchange;
    private final String host;
    private final HostDemand demand;
    private final Deadline deadline = new Deadline(this::late);
    private boolean over;

    private HostLoading(Exchange exchange, String host) {
        this.exchange = exchange;
        this.host = host;
        this.demand = exchange.worker.demand();
    }

    /// @param host as the snapshot has it
    static void begin(Exchange exchange, String host) {
        var loading = new HostLoading(exchange, host);
        exchange.pause(loading::abandon);
        exchange.worker
                .context()
                .fine()
                .set(loading.deadline, loading.demand.patience().toNanos());
        loading.demand.load(host, loading);
    }

    @Override
    public void loaded() {
        hear(exchange::decideAnew);
    }

    @Override
    public void failed(String why) {
        hear(() -> refuse(why));
    }

    /// The client has left.
    private boolean abandon() {
        boolean waits = end();
        if (waits) {
            demand.leave(host, this);
        }
        return waits;
    }

    private void hear(Runnable outcome) {
        exchange.worker.context().loop().execute(() -> {
            if (end()) {
                outcome.run();
                exchange.downstream.flush();
            }
        });
    }

    private void late() {
        if (end()) {
            demand.leave(host, this);
            refuse("pilot has not sent them within " + demand.patience().toMillis() + " ms");
            exchange.downstream.flush();
        }
    }

    private void refuse(String why) {
        exchange.reply(LocalReplies.notLoaded(host, why));
    }

    /// False when it had ended before.
    private boolean end() {
        boolean first = !over;
        over = true;
        deadline.cancel();
        return first;
    }
}

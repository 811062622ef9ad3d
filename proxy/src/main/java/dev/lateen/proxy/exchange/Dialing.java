package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.upstream.ConnectListener;
import dev.lateen.proxy.upstream.ConnectTarget;
import dev.lateen.proxy.upstream.TlsTarget;
import dev.lateen.proxy.upstream.UpstreamFailure;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// Connects to an endpoint for a tunnel. When one cannot be connected to, another one is tried: nothing has been sent
/// yet. The endpoint counts as busy until [#end]. Event loop only.
final class Dialing implements ConnectListener {

    private static final int MAX_RETRIES = 2;
    private static final int CONNECTED = 200;
    private static final int UNAVAILABLE = 503;

    /// Who needs the connection. Hears of it, or why there is none, exactly once; of nothing when it is over before.
    interface Caller {

        boolean isOver();

        void connected(Channel channel);

        /// @param retried whether another endpoint was tried before
        void failed(UpstreamFailure failure, boolean retried);
    }

    private final Worker worker;
    private final EndpointSet endpoints;
    private final @Nullable TlsTarget tls;
    private final ExchangeOutcome outcome;
    private final Caller caller;
    private int endpoint = -1;
    private long tried;
    private int attempts;

    Dialing(Worker worker, EndpointSet endpoints, @Nullable TlsTarget tls, ExchangeOutcome outcome, Caller caller) {
        this.worker = worker;
        this.endpoints = endpoints;
        this.tls = tls;
        this.outcome = outcome;
        this.caller = caller;
    }

    /// The caller may hear of the outcome before this returns.
    void connect(int index) {
        endpoint = index;
        attempts++;
        if (index < Long.SIZE) {
            tried |= 1L << index;
        }
        var state = endpoints.state(index);
        outcome.endpoint = endpoints.endpoint(index);
        state.requestStarted();
        var header = ProxyHeader.of(endpoints.cluster(), outcome);
        worker.pool().connect(new ConnectTarget(endpoints, index, tls, header), this);
    }

    @Override
    public void connected(Channel channel) {
        if (caller.isOver()) {
            channel.close();
            end();
            return;
        }
        endpoints.answered(endpoint, CONNECTED);
        outcome.upstreamLocal = channel.localAddress();
        outcome.upstreamRemote = channel.remoteAddress();
        caller.connected(channel);
    }

    @Override
    public void connectFailed(UpstreamFailure failure) {
        boolean asked = failure.kind() != UpstreamFailure.Kind.OVERFLOW;
        if (asked && endpoint >= 0) { // else the caller has left meanwhile
            endpoints.failed(endpoint, UNAVAILABLE);
        }
        end();
        if (caller.isOver()) {
            return;
        }
        int next = attempts > MAX_RETRIES || !asked
                ? -1
                : endpoints.pickOther(worker.context().random(), tried);
        if (next >= 0) {
            worker.context().counters().increment(Counter.RETRIES);
            connect(next);
            return;
        }
        outcome.transportFailure = failure.detail();
        caller.failed(failure, attempts > 1);
    }

    /// The connection, or the attempt to get one, is over.
    void end() {
        if (endpoint >= 0) {
            endpoints.state(endpoint).requestFinished();
            endpoint = -1;
        }
    }
}

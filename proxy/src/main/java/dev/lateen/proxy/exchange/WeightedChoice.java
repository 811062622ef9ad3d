package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.ClusterState;
import dev.lateen.proxy.cluster.WeightedSplit;
import dev.lateen.proxy.cluster.WeightedSplit.Part;
import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.WeightPolicy;
import dev.lateen.snapshot.WeightPolicy.Sticky;
import dev.lateen.snapshot.route.RequestHead;
import dev.lateen.snapshot.route.SplitSchedule;
import dev.lateen.snapshot.route.StickyChoice;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Which destination of a weighted route takes a request: the next one in turn, or the one that its caller keeps. A
/// caller that cannot be told is served in turn. Immutable but for what is behind the [WeightedSplit].
final class WeightedChoice {

    private final WeightedSplit split;
    private final @Nullable Sticky sticky;
    private final byte[] name;
    private final boolean drain;
    private final int[] tags;

    private WeightedChoice(WeightedSplit split, WeightPolicy policy) {
        this.split = split;
        this.sticky = policy.sticky();
        var given = sticky == null || sticky.name() == null ? "" : sticky.name();
        this.name = Bytes.of(given.toLowerCase(Locale.ROOT));
        this.drain = policy.drain();
        this.tags = split.parts().stream()
                .mapToInt(part -> StickyCookie.tag(part.name()))
                .toArray();
    }

    static WeightedChoice of(RouteAction.Forward forward, Map<String, ClusterState> clusters, SplitSchedule schedule) {
        var policy = Objects.requireNonNullElse(forward.weights(), WeightPolicy.DEFAULT);
        var parts = forward.destinations().stream()
                .map(to -> new Part(to.cluster(), to.weight(), clusters.get(to.cluster())))
                .toList();
        return new WeightedChoice(new WeightedSplit(schedule, parts, !policy.ignoreHealth()), policy);
    }

    /// Index of the destination.
    ///
    /// @param turns of the route
    int pick(Exchange exchange, AtomicLong turns) {
        var shares = split.shares();
        if (!shares.areWhole()) {
            exchange.worker.context().counters().increment(Counter.SHIFTED_REQUESTS);
        }
        return sticky == null
                ? shares.next(turns)
                : switch (sticky.by()) {
                    case HEADER -> byHeader(exchange, shares, turns);
                    case SOURCE_IP -> {
                        byte[] address = CallerAddress.of(exchange);
                        yield shares.of(StickyChoice.hash(address, 0, address.length));
                    }
                    case COOKIE -> byCookie(exchange, shares);
                };
    }

    private int byHeader(Exchange exchange, WeightedSplit.Shares shares, AtomicLong turns) {
        long value = HeaderField.find(exchange.head, name);
        return value == RequestHead.ABSENT || RequestHead.length(value) == 0
                ? shares.next(turns)
                : shares.of(StickyChoice.hash(exchange.head.bytes(), RequestHead.start(value), RequestHead.end(value)));
    }

    /// A caller without a cookie gets one; it is told anew when it is given another destination.
    private int byCookie(Exchange exchange, WeightedSplit.Shares shares) {
        var given = StickyCookie.read(exchange.head, name);
        long caller = given == null ? exchange.worker.context().random().nextLong() : given.caller();
        int kept = given == null || !drain ? -1 : draining(given.tag());
        int chosen = kept >= 0 ? kept : shares.of(caller);
        if (given == null || given.tag() != tags[chosen]) {
            byte[] line = new StickyCookie(caller, tags[chosen]).line(name, exchange.isSecure());
            exchange.alsoEdit(splice -> splice.add(Names.SET_COOKIE, line));
        }
        return chosen;
    }

    /// The destination without a weight that the cookie names; -1 when there is none.
    private int draining(int tag) {
        for (int i = 0; i < tags.length; i++) {
            var part = split.parts().get(i);
            if (tags[i] == tag && part.weight() == 0 && part.isUsable()) {
                return i;
            }
        }
        return -1;
    }
}

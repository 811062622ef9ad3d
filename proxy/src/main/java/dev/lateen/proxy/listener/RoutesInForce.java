package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.Exchange;
import dev.lateen.proxy.exchange.RuntimeSnapshot;
import dev.lateen.proxy.exchange.RuntimeSnapshot.ListenerRoutes;
import dev.lateen.snapshot.Listener;
import org.jspecify.annotations.Nullable;

/// What a connection's requests are decided by: the present routes of its listener, or of the filter chain that it
/// began
/// with. When that is gone, its last ones. Event loop only.
final class RoutesInForce {

    private final Binding binding;
    private final @Nullable String chain;
    private @Nullable RuntimeSnapshot seen;
    private Exchange.@Nullable Rules rules;
    private boolean gone;

    /// @param chain null for a listener without chains
    RoutesInForce(Binding binding, @Nullable String chain) {
        this.binding = binding;
        this.chain = chain;
        refresh();
    }

    /// Looks at the snapshot in force, for one more request.
    void refresh() {
        var current = binding.snapshot();
        if (current == seen) {
            return;
        }
        seen = current;
        var found = find(current);
        gone = found == null;
        if (found != null) {
            rules = new Exchange.Rules(current, found);
        }
    }

    /// Null when there never were any.
    Exchange.@Nullable Rules rules() {
        return rules;
    }

    /// Whether the last look found nothing any more: the connection should not take another request.
    boolean isGone() {
        return gone;
    }

    Listener.Kind kind() {
        return rules == null
                ? Listener.Kind.GATEWAY
                : rules.listener().listener().kind();
    }

    private @Nullable ListenerRoutes find(RuntimeSnapshot current) {
        var listener = current.listeners().get(binding.key());
        if (listener == null) {
            return null;
        }
        var chains = listener.chains();
        if (chain == null) {
            return chains == null ? listener : null;
        }
        var same = chains == null ? null : chains.named(chain);
        return same == null ? null : same.routes();
    }
}

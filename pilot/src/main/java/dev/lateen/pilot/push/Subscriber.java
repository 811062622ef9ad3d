package dev.lateen.pilot.push;

import dev.lateen.compiler.PushChannel;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A proxy as it has introduced itself, and what may travel to it.
///
/// @param used hosts that a sidecar has asked for; null for a proxy that wants everything at once
record Subscriber(
        ProxyNode node, PushChannel channel, @Nullable Set<String> used) {

    Subscriber using(Set<String> hosts) {
        return new Subscriber(node, channel, Set.copyOf(hosts));
    }
}

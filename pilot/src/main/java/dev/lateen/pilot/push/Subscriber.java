package dev.lateen.pilot.push;

import dev.lateen.compiler.PushChannel;
import dev.lateen.snapshot.push.ProxyNode;

/// A proxy as it has introduced itself, and what may travel to it.
record Subscriber(ProxyNode node, PushChannel channel) {}

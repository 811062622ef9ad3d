package dev.lateen.proxy.admin;

import dev.lateen.proxy.config.PushStatus;
import dev.lateen.proxy.tls.TlsRegistry;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.SnapshotEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin ports show of a proxy and may do to it. Methods are called on the admin event loop: they return at
/// once.
public interface AdminView {

    ProxyNode node();

    String version();

    ProxyState state();

    PushStatus push();

    /// Null before the first.
    @Nullable
    SnapshotEvent snapshot();

    TlsRegistry tls();

    /// Listener name to the port it is bound to.
    Map<String, Integer> boundPorts();

    /// Prometheus text format.
    String metrics();

    long uptimeSeconds();

    /// Begins to drain the listeners; the process stays.
    void drain();

    /// Begins the orderly end of the process.
    void quit();
}

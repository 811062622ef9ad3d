package dev.lateen.proxy.bootstrap;

import dev.lateen.proxy.admin.AdminView;
import dev.lateen.proxy.admin.ProxyState;
import dev.lateen.proxy.config.PushStatus;
import dev.lateen.proxy.tls.TlsRegistry;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.SnapshotEvent;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A [ProxyProcess] as its admin ports see it.
final class LiveView implements AdminView {

    private final ProxyProcess proxy;
    private final ProxySettings settings;
    private final Runnable quit;
    private final long startNanos = System.nanoTime();

    LiveView(ProxyProcess proxy, ProxySettings settings, Runnable quit) {
        this.proxy = proxy;
        this.settings = settings;
        this.quit = quit;
    }

    @Override
    public ProxyNode node() {
        return settings.node();
    }

    @Override
    public String version() {
        return settings.telemetry().version();
    }

    @Override
    public ProxyState state() {
        return proxy.state();
    }

    @Override
    public PushStatus push() {
        return proxy.push();
    }

    @Override
    public @Nullable SnapshotEvent snapshot() {
        return proxy.snapshot();
    }

    @Override
    public TlsRegistry tls() {
        return proxy.tls();
    }

    @Override
    public Map<String, Integer> boundPorts() {
        return proxy.boundPorts();
    }

    @Override
    public String metrics() {
        return proxy.metrics();
    }

    @Override
    public long uptimeSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    }

    @Override
    public void drain() {
        proxy.drain();
    }

    @Override
    public void quit() {
        quit.run();
    }
}

package dev.lateen.gateway;

import dev.lateen.proxy.bootstrap.ProxyProcess;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/// The proxy of this process, for health checks and for an end that nobody asked [GatewayMain] for.
@ApplicationScoped
class RunningProxy {

    private volatile @Nullable ProxyProcess proxy;

    void set(ProxyProcess started) {
        proxy = started;
    }

    boolean isReady() {
        var started = proxy;
        return started != null && started.isReady();
    }

    String state() {
        var started = proxy;
        return started == null ? "starting" : started.state().name();
    }

    void end(@Observes ShutdownEvent event) {
        var started = proxy;
        if (started != null) {
            started.close();
        }
    }
}

package dev.lateen.sidecar;

import dev.lateen.proxy.bootstrap.EarlyProxy;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The proxy of this process, for Quarkus' beans, and for an end that nobody asked [SidecarApplication] for.
@ApplicationScoped
class RunningProxy {

    private static volatile @Nullable EarlyProxy started;

    /// Before Quarkus is there.
    static void set(EarlyProxy proxy) {
        started = proxy;
    }

    EarlyProxy proxy() {
        return Objects.requireNonNull(started, "SidecarMain did not run");
    }

    /// `/q/metrics` shows what 15090 shows.
    @Produces
    @Singleton
    CollectorRegistry registry() {
        return proxy().registry();
    }

    void end(@Observes ShutdownEvent event) {
        proxy().close();
    }
}

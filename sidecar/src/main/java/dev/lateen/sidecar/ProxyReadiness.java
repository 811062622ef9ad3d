package dev.lateen.sidecar;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once a snapshot is in force and its listeners are bound; not any more as soon as the proxy drains.
@Readiness
@ApplicationScoped
class ProxyReadiness implements HealthCheck {

    private final RunningProxy running;

    ProxyReadiness(RunningProxy running) {
        this.running = running;
    }

    @Override
    public HealthCheckResponse call() {
        var proxy = running.proxy();
        return HealthCheckResponse.named("proxy")
                .status(proxy.isReady())
                .withData("state", proxy.state().name())
                .build();
    }
}

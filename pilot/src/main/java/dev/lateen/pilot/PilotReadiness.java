package dev.lateen.pilot;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the sources are loaded and every port is bound.
@Readiness
@ApplicationScoped
public class PilotReadiness implements HealthCheck {

    private volatile BooleanSupplier ready = () -> false;

    void watch(BooleanSupplier pilotIsReady) {
        ready = pilotIsReady;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("pilot").status(ready.getAsBoolean()).build();
    }
}

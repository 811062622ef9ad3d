package dev.lateen.sidecar;

import dev.lateen.proxy.bootstrap.JvmMetrics;
import dev.lateen.proxy.bootstrap.TerminationSignal;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/// What Quarkus adds to a proxy that is already running: its health, and the metrics of its JVM.
public class SidecarApplication implements QuarkusApplication {

    private static final Logger LOGGER = Logger.getLogger(SidecarApplication.class);

    private final RunningProxy running;
    private final MeterRegistry registry;

    SidecarApplication(RunningProxy running, MeterRegistry registry) {
        this.running = running;
        this.registry = registry;
    }

    @Override
    public int run(String... arguments) {
        try (var proxy = running.proxy()) {
            var failure = proxy.failure();
            if (failure != null) {
                LOGGER.error(failure);
                return 1;
            }
            TerminationSignal.handle(proxy::quit); // once more, should the framework have taken them over
            // By now Quarkus has bound it, and put the real one into the configuration where 0 was asked for.
            ConfigProvider.getConfig()
                    .getOptionalValue("quarkus.management.port", Integer.class)
                    .ifPresent(port -> proxy.alsoBound("management", port));
            JvmMetrics.bindTo(registry);
            proxy.release();
            if (!proxy.isQuitting()) {
                Quarkus.waitForExit();
            }
            return 0;
        }
    }
}

package dev.lateen.sidecar;

import dev.lateen.proxy.bootstrap.InvalidSettings;
import dev.lateen.proxy.bootstrap.JvmMetrics;
import dev.lateen.proxy.bootstrap.ProxyKeys;
import dev.lateen.proxy.bootstrap.ProxyProcess;
import dev.lateen.proxy.bootstrap.TerminationSignal;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/// The program: one [ProxyProcess] as sidecar, until it is told to end. SIGTERM is an orderly end with exit code 0.
@QuarkusMain
@SuppressWarnings("deprecation") // the Prometheus registry that Quarkus brings
public class SidecarMain implements QuarkusApplication {

    private static final Logger LOGGER = Logger.getLogger(SidecarMain.class);

    private final ProxyKeys proxyKeys;
    private final SidecarKeys keys;
    private final PrometheusMeterRegistry registry;
    private final RunningProxy running;

    SidecarMain(ProxyKeys proxyKeys, SidecarKeys keys, PrometheusMeterRegistry registry, RunningProxy running) {
        this.proxyKeys = proxyKeys;
        this.keys = keys;
        this.registry = registry;
        this.running = running;
    }

    @Override
    public int run(String... arguments) {
        TerminationSignal.handle(SidecarMain::quit);
        try {
            var settings = SidecarSettings.read(proxyKeys, keys, version());
            try (var proxy = new ProxyProcess(settings, registry.getPrometheusRegistry(), SidecarMain::quit)) {
                proxy.start();
                running.set(proxy);
                managementPort(proxy);
                JvmMetrics.bindTo(registry);
                Quarkus.waitForExit();
            }
            return 0;
        } catch (InvalidSettings e) {
            LOGGER.errorf("configuration is not valid\n%s", e.getMessage());
        } catch (IOException e) {
            LOGGER.errorf("cannot start reason=%s", e.getMessage());
        }
        return 1;
    }

    private static void quit() {
        Quarkus.asyncExit(0);
    }

    /// By now Quarkus has bound it, and put the real one into the configuration where 0 was asked for.
    private static void managementPort(ProxyProcess proxy) {
        ConfigProvider.getConfig()
                .getOptionalValue("quarkus.management.port", Integer.class)
                .ifPresent(port -> proxy.alsoBound("management", port));
    }

    private static String version() {
        return ConfigProvider.getConfig()
                .getOptionalValue("quarkus.application.version", String.class)
                .orElse("dev");
    }
}

package dev.lateen.pilot;

import dev.lateen.pilot.http.PilotStartException;
import dev.lateen.pilot.push.Pusher;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/// The program: runs one [Pilot] on what Quarkus offers, until it is told to stop.
@QuarkusMain
public class PilotMain implements QuarkusApplication {

    private static final Logger LOGGER = Logger.getLogger(PilotMain.class);

    private final PilotSettings settings;
    private final Platform platform;
    private final PilotReadiness readiness;

    public static void main(String[] arguments) {
        Quarkus.run(PilotMain.class, StartFailure::report, arguments);
    }

    @SuppressWarnings("deprecation") // the Prometheus client that Quarkus's extension brings
    public PilotMain(
            PilotSettings settings, Vertx vertx, PrometheusMeterRegistry meters, @Readiness PilotReadiness readiness) {
        this.settings = settings;
        this.platform = Platform.of(vertx, meters);
        this.readiness = readiness;
    }

    @Override
    public int run(String... arguments) {
        if (arguments.length > 0) {
            LOGGER.errorf(
                    "arguments: %s (expected: none; settings are keys like lateen.pilot.config-directory)",
                    arguments[0]);
            return 2;
        }
        nameUnknownSettings();
        try (Pilot pilot = new Pilot(config(), platform)) {
            pilot.start();
            readiness.watch(pilot::isReady);
            Quarkus.waitForExit();
            return 0;
        } catch (PilotStartException e) {
            LOGGER.error(e.getMessage());
            return 1;
        }
    }

    private static void nameUnknownSettings() {
        List<String> keys = new ArrayList<>();
        ConfigProvider.getConfig().getPropertyNames().forEach(keys::add);
        for (String unknown : UnknownSettings.of(keys, System.getenv().keySet())) {
            LOGGER.warnf("%s: unknown, nothing reads it (expected: a key of PilotSettings)", unknown);
        }
    }

    private PilotConfig config() {
        return new PilotConfig(
                settings.home(),
                settings.bindAddress(),
                settings.apiBindAddress(),
                new PilotConfig.Ports(settings.pushPort(), settings.apiPort(), settings.monitoringPort()),
                managementPort(),
                settings.configDirectory().orElse(null),
                settings.token().orElse(null),
                settings.rescan(),
                new Pusher.Timing(
                        settings.debounce().quiet(), settings.debounce().most()));
    }

    /// Quarkus has bound it by now; where 0 was asked for, it has put the real one into the configuration.
    private static int managementPort() {
        return ConfigProvider.getConfig()
                .getOptionalValue("quarkus.management.port", Integer.class)
                .orElse(0);
    }
}

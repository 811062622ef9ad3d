package dev.lateen.proxy.bootstrap;

import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.admin.AdminPorts;
import dev.lateen.proxy.config.DemandLimits;
import dev.lateen.proxy.config.PilotAddress;
import dev.lateen.proxy.telemetry.AccessLogFormat;
import dev.lateen.snapshot.push.ProxyNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a [ProxyProcess] is started with.
///
/// @param lastGoodFile where the last good snapshot is kept; null keeps none
/// @param portsFile gets the real ports once the proxy is ready; null for none
/// @param maxEventBytes of one event from pilot
/// @param onDemand how hosts are loaded when they are first used; null when everything is wanted at once
public record ProxySettings(
        ProxyNode node,
        PilotAddress pilot,
        EngineConfig engine,
        AdminPorts admin,
        Telemetry telemetry,
        @Nullable Path lastGoodFile,
        @Nullable Path portsFile,
        Duration drainDelay,
        int maxEventBytes,
        @Nullable DemandLimits onDemand) {

    /// @param accessLog null for no access log
    /// @param accessLogTarget `stdout` or a file
    /// @param accessLogBuffer bytes per event loop
    /// @param maxSeries cap of the request metrics
    /// @param version of this build, for `istio_build` and `/server_info`
    /// @param reportPeriod between two reports to pilot; zero for none
    public record Telemetry(
            @Nullable AccessLogFormat accessLog,
            String accessLogTarget,
            int accessLogBuffer,
            int maxSeries,
            String version,
            Duration reportPeriod) {

        public static final Telemetry DEFAULT =
                new Telemetry(null, "stdout", 256 * 1024, 2000, "dev", Duration.ofSeconds(5));
    }

    public ProxySettings withEngine(EngineConfig value) {
        return new ProxySettings(
                node, pilot, value, admin, telemetry, lastGoodFile, portsFile, drainDelay, maxEventBytes, onDemand);
    }

    public ProxySettings withOnDemand(DemandLimits value) {
        return new ProxySettings(
                node, pilot, engine, admin, telemetry, lastGoodFile, portsFile, drainDelay, maxEventBytes, value);
    }

    /// On loopback with free ports and nothing on disk, for tests.
    public static ProxySettings of(ProxyNode node, URI pilot) {
        return new ProxySettings(
                node,
                new PilotAddress(pilot, null),
                EngineConfig.defaults(node.role()),
                AdminPorts.FREE,
                Telemetry.DEFAULT,
                null,
                null,
                Duration.ZERO,
                64 * 1024 * 1024,
                null);
    }
}

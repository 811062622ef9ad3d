package dev.lateen.proxy.bootstrap;

import dev.lateen.proxy.ConnectPorts;
import dev.lateen.proxy.DnsConfig;
import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.Limits;
import dev.lateen.proxy.TlsSettings;
import dev.lateen.proxy.admin.AdminPorts;
import dev.lateen.proxy.config.PilotAddress;
import dev.lateen.proxy.telemetry.AccessLogFormat;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// From configuration keys to [ProxySettings]. Collects every violation, so that a user mends them in one go.
public final class SettingsReader {

    private static final int MAX_EVENT_BYTES = 64 * 1024 * 1024;

    private final ProxyKeys keys;
    private final List<String> violations = new ArrayList<>();

    public SettingsReader(ProxyKeys keys) {
        this.keys = keys;
    }

    /// @param node as [#node] made it, with what is the program's own
    /// @throws InvalidSettings with all violations
    public ProxySettings read(ProxyNode node, String version) throws InvalidSettings {
        checkPilot();
        var settings = valueOf("lateen.proxy", () -> settings(node, version));
        if (settings == null || !violations.isEmpty()) {
            throw new InvalidSettings(violations);
        }
        return settings;
    }

    /// The part of a node that is common to gateway and sidecar.
    ///
    /// @param defaultName for when no name is configured
    public ProxyNode node(ProxyNode.Role role, String defaultName) {
        var labels = valueOf(
                "lateen.proxy.labels", () -> PortLists.labels(keys.labels().orElse("")));
        return new ProxyNode(
                role,
                keys.namespace(),
                keys.name().orElse(defaultName),
                labels == null ? Map.of() : labels,
                List.of(),
                0,
                Map.of());
    }

    /// Evaluates, and remembers the complaint under the key when it cannot. Null then.
    public <T> @Nullable T valueOf(String key, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            violations.add(key + ": " + e.getMessage());
            return null;
        }
    }

    private ProxySettings settings(ProxyNode node, String version) {
        var log = keys.accessLog();
        AccessLogFormat format = switch (log.format()) {
            case NONE -> null;
            case TEXT -> AccessLogFormat.TEXT;
            case JSON -> AccessLogFormat.JSON;
        };
        int series = keys.metrics().maxSeries();
        return new ProxySettings(
                node,
                new PilotAddress(keys.pilot(), keys.tokenFile().orElse(null)),
                engine(node),
                adminPorts(),
                new ProxySettings.Telemetry(format, log.target(), log.buffer(), series, version, keys.reportPeriod()),
                keys.stateDirectory()
                        .map(folder -> folder.resolve("snapshot.json"))
                        .orElse(null),
                keys.portsFile().orElse(null),
                keys.drainDelay(),
                eventBytes(),
                null);
    }

    private EngineConfig engine(ProxyNode node) {
        var defaults = EngineConfig.defaults(node.role());
        return new EngineConfig(
                node.role(),
                self(node),
                node.name(),
                keys.workers() == 0 ? defaults.workers() : keys.workers(),
                keys.bind(),
                limits(),
                keys.localReplies(),
                keys.serverHeader().equals("none") ? "" : keys.serverHeader(),
                keys.drainTimeout(),
                keys.nio(),
                new TlsSettings(keys.tls().provider(), keys.tls().handshakeTimeout()),
                dns(),
                0,
                ConnectPorts.NONE,
                keys.pathNormalization());
    }

    private WorkloadRef self(ProxyNode node) {
        var labels = node.labels();
        var workload = keys.workload().orElse(node.name());
        var app = labels.getOrDefault("app", "unknown");
        var version = labels.getOrDefault("version", "unknown");
        var service = first(labels, workload, "service.istio.io/canonical-name", "app.kubernetes.io/name", "app");
        var revision =
                first(labels, "latest", "service.istio.io/canonical-revision", "app.kubernetes.io/version", "version");
        return new WorkloadRef(workload, node.namespace(), app, version, service, revision, keys.cluster());
    }

    private Limits limits() {
        var limits = keys.limits();
        return new Limits(
                limits.headBytes(),
                limits.targetBytes(),
                limits.headers(),
                limits.chunkExtensionBytes(),
                limits.trailerBytes(),
                limits.connections(),
                limits.pooledConnections(),
                limits.idleUpstreamConnections(),
                limits.bodyBufferBytes(),
                limits.retryBodyBytes(),
                limits.mirrors(),
                limits.mirrorBufferBytes(),
                limits.headTimeout(),
                limits.firstByteTimeout(),
                limits.idleTimeout(),
                limits.streamIdleTimeout(),
                limits.tunnelIdleTimeout(),
                limits.requestsPerConnection());
    }

    private DnsConfig dns() {
        var servers = valueOf(
                "lateen.proxy.dns.name-servers",
                () -> NameServers.parse(keys.dns().nameServers().orElse("")));
        var config = valueOf(
                "lateen.proxy.dns",
                () -> new DnsConfig(
                        servers == null ? List.of() : servers, keys.dns().timeout()));
        return config == null ? DnsConfig.DEFAULT : config;
    }

    private AdminPorts adminPorts() {
        var admin = keys.admin();
        return new AdminPorts(
                admin.bind(),
                admin.statusBind().orElse(keys.bind()),
                port("port", admin.port()),
                port("status-port", admin.statusPort()),
                port("health-port", admin.healthPort()),
                port("metrics-port", admin.metricsPort()));
    }

    private int port(String key, int port) {
        if (port > 65535) {
            violations.add("lateen.proxy.admin." + key + ": " + port + " (expected: 0..65535, or -1 for off)");
            return -1;
        }
        return port;
    }

    private int eventBytes() {
        int given = keys.limits().snapshotBytes();
        return given > 0
                ? given
                : (int) Math.min(MAX_EVENT_BYTES, Runtime.getRuntime().maxMemory() / 4);
    }

    private void checkPilot() {
        var pilot = keys.pilot();
        if (!"http".equals(pilot.getScheme()) || pilot.getHost() == null) {
            violations.add("lateen.proxy.pilot: " + pilot + " (expected: http://host:port)");
        }
    }

    private static String first(Map<String, String> labels, String otherwise, String... keys) {
        for (var key : keys) {
            var value = labels.get(key);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return otherwise;
    }
}

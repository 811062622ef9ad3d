package dev.lateen.cli.workload;

import dev.lateen.cli.home.Home;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Configuration keys that gateway and sidecar have in common, and the sidecar's own.
public final class ProxySettings {

    /// On the readiness port.
    public static final String READINESS_PATH = "/healthz/ready";

    private ProxySettings() {}

    /// How a proxy introduces itself to pilot.
    ///
    /// @param labels `k=v,k2=v2`
    public record Identity(String namespace, String name, String labels) {}

    static Map<String, String> sidecar(Workload workload, Workload.Place place) {
        var labels = workload.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
        var identity = new Identity(workload.namespace(), workload.name(), labels);
        var ports = workload.ports();
        var settings = of(identity, ports.proxy(), place.pilot(), place.home());
        settings.put("lateen.sidecar.inbound", ports.service() + ":" + ports.inbound() + ":" + ports.application());
        settings.put("lateen.sidecar.outbound", Integer.toString(ports.outbound()));
        return settings;
    }

    public static Map<String, String> of(Identity identity, Workload.ProxyPorts ports, URI pilot, Home home) {
        var settings = new TreeMap<String, String>();
        settings.put("lateen.proxy.namespace", identity.namespace());
        settings.put("lateen.proxy.name", identity.name());
        settings.put("lateen.proxy.labels", identity.labels());
        settings.put("lateen.proxy.pilot", pilot.toString());
        settings.put("lateen.proxy.token-file", home.proxyToken().toString());
        var proxy = identity.name() + "." + identity.namespace();
        settings.put("lateen.proxy.state-directory", home.proxy(proxy).toString());
        settings.put("lateen.proxy.ports-file", home.proxyPorts(proxy).toString());
        settings.put("lateen.proxy.access-log.format", "text");
        settings.put("lateen.proxy.drain-timeout", "5S");
        settings.put("lateen.proxy.admin.port", Integer.toString(ports.admin()));
        settings.put("lateen.proxy.admin.status-port", Integer.toString(ports.mergedMetrics()));
        settings.put("lateen.proxy.admin.health-port", Integer.toString(ports.readiness()));
        settings.put("lateen.proxy.admin.metrics-port", Integer.toString(ports.metrics()));
        settings.put("quarkus.management.port", Integer.toString(ports.management()));
        return settings;
    }
}

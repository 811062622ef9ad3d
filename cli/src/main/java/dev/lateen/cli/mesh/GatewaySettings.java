package dev.lateen.cli.mesh;

import dev.lateen.cli.resource.GatewayOption;
import dev.lateen.cli.workload.ProxySettings;
import dev.lateen.cli.workload.Workload;
import java.net.URI;
import java.util.Map;

/// The ingress gateway's configuration keys, as `lateen up` uses them.
final class GatewaySettings {

    private static final String LABELS = "app=istio-ingressgateway,istio=ingressgateway";

    private GatewaySettings() {}

    static Map<String, String> of(MeshPlan plan, MeshPorts ports) {
        var gateway = ports.gateway();
        var own = new Workload.ProxyPorts(
                gateway.admin(), gateway.readiness(), gateway.metrics(), gateway.mergedMetrics(), gateway.management());
        var pilot = URI.create("http://127.0.0.1:" + ports.mesh().push());
        var identity = new ProxySettings.Identity(GatewayOption.NAMESPACE, GatewayOption.NAME, LABELS);
        var settings = ProxySettings.of(identity, own, pilot, plan.home());
        settings.put("lateen.gateway.ports", "80:" + ports.mesh().gateway() + ",443:" + gateway.https());
        return settings;
    }
}

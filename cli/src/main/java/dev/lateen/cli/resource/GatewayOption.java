package dev.lateen.cli.resource;

import dev.lateen.compiler.MeshState;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// The ingress gateway that files are compiled for: the option and what it means.
public final class GatewayOption {

    /// Of the ingress gateway, as Istio installs it.
    public static final String NAMESPACE = MeshState.ROOT_NAMESPACE;

    public static final String NAME = "istio-ingressgateway";

    @Option(
            names = "--gateway",
            split = ",",
            paramLabel = "KEY=VALUE",
            description = "Labels of the gateway that files are compiled for (default: istio=ingressgateway).")
    private Map<String, String> labels = Map.of("istio", "ingressgateway");

    public ProxyNode node() {
        return new ProxyNode(ProxyNode.Role.GATEWAY, NAMESPACE, NAME, labels, List.of(), 0, Map.of());
    }
}

package dev.lateen.compiler;

import dev.lateen.api.networking.Sidecar.IstioIngressListener;
import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the application is that a sidecar stands in front of: where its launcher says, unless an ingress listener of
/// the Sidecar resource for the same port says otherwise. A port that no such listener names passes, as in Istio.
final class IngressScope {

    private static final String LOOPBACK = "127.0.0.1";

    private final SidecarScope scope;

    IngressScope(SidecarScope scope) {
        this.scope = scope;
    }

    /// @param address of the application, on this machine
    record Application(String address, int port) {}

    Application of(InboundPort inbound) {
        for (var listener : listeners()) {
            var declared = number(listener) == inbound.servicePort() ? parse(listener.defaultEndpoint()) : null;
            if (declared != null) {
                return declared;
            }
        }
        return new Application(LOOPBACK, inbound.appPort());
    }

    /// Listeners for ports that the sidecar does not have; one without any stands before no application.
    void warnUnserved(ProxyView view) {
        var resource = scope.resource();
        var served =
                view.node().inbound().stream().map(InboundPort::servicePort).toList();
        for (int i = 0; resource != null && !served.isEmpty() && i < listeners().size(); i++) {
            int number = number(listeners().get(i));
            if (!served.contains(number)) {
                view.warn(
                        resource,
                        "spec.ingress[" + i + "].port.number",
                        number + " (expected: a port for which " + view.node().id() + " stands, which has " + served
                                + "); the listener serves nothing there");
            }
        }
    }

    /// Only its own machine: an address that stands for all of them means the application on it. Null for a Unix
    /// socket, and when nothing is said.
    static @Nullable Application parse(@Nullable String endpoint) {
        int colon = endpoint == null ? -1 : endpoint.lastIndexOf(':');
        if (endpoint == null || colon < 0 || endpoint.startsWith("unix:")) {
            return null;
        }
        boolean v6 = endpoint.startsWith("[");
        return new Application(v6 ? "::1" : LOOPBACK, Integer.parseInt(endpoint.substring(colon + 1)));
    }

    private List<IstioIngressListener> listeners() {
        var resource = scope.resource();
        return resource == null ? List.of() : resource.spec().ingress();
    }

    private static int number(IstioIngressListener listener) {
        var port = listener.port();
        var number = port == null ? null : port.number();
        return number == null ? 0 : number;
    }
}

package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.DestinationRule.ConnectionPoolSettings;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.Sidecar.IstioIngressListener;
import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the Sidecar resource says of the ports that a sidecar stands in front of. The application is where its launcher
/// says, unless an ingress listener for the same port says otherwise. A port that no such listener names passes, as in
/// Istio.
final class IngressScope {

    private static final String LOOPBACK = "127.0.0.1";

    private final SidecarScope scope;

    IngressScope(SidecarScope scope) {
        this.scope = scope;
    }

    /// @param address of the application, on this machine
    record Application(String address, int port) {}

    Application application(InboundPort inbound) {
        var found = listener(inbound);
        var declared = found == null ? null : parse(found.listener().defaultEndpoint());
        return declared == null ? new Application(LOOPBACK, inbound.appPort()) : declared;
    }

    /// An ingress listener in its place.
    ///
    /// @param path `spec.ingress[0]`
    record Declared(Resource<Sidecar> resource, String path, IstioIngressListener listener) {}

    /// Null when none is for the port.
    @Nullable
    Declared listener(InboundPort inbound) {
        var resource = scope.resource();
        var listeners = listeners();
        for (int i = 0; resource != null && i < listeners.size(); i++) {
            if (number(listeners.get(i)) == inbound.servicePort()) {
                return new Declared(resource, "spec.ingress[" + i + "]", listeners.get(i));
            }
        }
        return null;
    }

    /// What limits connections to the application; null when the resource does not say.
    @Nullable
    ConnectionPoolSettings connectionPool(InboundPort inbound) {
        var found = listener(inbound);
        var own = found == null ? null : found.listener().connectionPool();
        var resource = scope.resource();
        return own == null && resource != null ? resource.spec().inboundConnectionPool() : own;
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

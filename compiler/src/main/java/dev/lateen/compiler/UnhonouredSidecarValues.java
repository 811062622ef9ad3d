package dev.lateen.compiler;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.Sidecar;
import dev.lateen.api.networking.Sidecar.CaptureMode;
import dev.lateen.api.networking.Sidecar.IstioEgressListener;
import dev.lateen.api.networking.Sidecar.IstioIngressListener;
import dev.lateen.api.networking.Sidecar.SidecarPort;
import dev.lateen.api.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values of a Sidecar that are not honoured in fields that are.
final class UnhonouredSidecarValues {

    private final Resource<?> resource;
    private final List<Violation> warnings = new ArrayList<>();

    private UnhonouredSidecarValues(Resource<?> resource) {
        this.resource = resource;
    }

    static List<Violation> of(Resource<?> resource, Sidecar sidecar) {
        var values = new UnhonouredSidecarValues(resource);
        for (int i = 0; i < sidecar.egress().size(); i++) {
            values.check(sidecar.egress().get(i), "spec.egress[" + i + "]");
        }
        for (int i = 0; i < sidecar.ingress().size(); i++) {
            values.check(sidecar.ingress().get(i), "spec.ingress[" + i + "]");
        }
        return values.warnings;
    }

    private void check(IstioEgressListener listener, String path) {
        var bind = listener.bind();
        checkMode(listener.captureMode(), path);
        checkHttp2(listener.port(), path);
        if (bind != null && !bind.isEmpty() && !Binds.isAddress(bind)) {
            warn(path + ".bind", "\"" + bind + "\"", "an IP address; the listener is not there");
        } else if (!EgressListenerCompiler.isHttp(listener) && !EgressListenerCompiler.isBound(listener)) {
            warn(
                    path + ".port.protocol",
                    protocol(listener.port()),
                    "HTTP, or an address (bind, or captureMode NONE), for a sidecar that is its application's HTTP"
                            + " proxy");
        }
    }

    private void check(IstioIngressListener listener, String path) {
        checkMode(listener.captureMode(), path);
        checkHttp2(listener.port(), path);
        var endpoint = listener.defaultEndpoint();
        if (endpoint != null && IngressScope.parse(endpoint) == null) {
            warn(path + ".defaultEndpoint", "\"" + endpoint + "\"", "127.0.0.1:PORT; the port is served as ever");
        }
    }

    private void checkMode(@Nullable CaptureMode mode, String path) {
        if (mode == CaptureMode.IPTABLES) {
            warn(path + ".captureMode", mode, "DEFAULT or NONE; a sidecar is its application's HTTP proxy");
        }
    }

    private void checkHttp2(@Nullable SidecarPort port, String path) {
        var protocol = protocol(port);
        if (protocol != null && Protocol.of(protocol) == Protocol.HTTP2) {
            warn(path + ".port.protocol", protocol, "HTTP; only HTTP/1.1 is served there");
        }
    }

    private static @Nullable String protocol(@Nullable SidecarPort port) {
        return port == null ? null : port.protocol();
    }

    private void warn(String path, @Nullable Object value, String expected) {
        warnings.add(Violation.warning(resource, path, value + " is not honoured yet (expected: " + expected + ")"));
    }
}

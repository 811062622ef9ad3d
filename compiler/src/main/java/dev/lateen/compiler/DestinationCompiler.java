package dev.lateen.compiler;

import dev.lateen.api.meta.Hostname;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.api.networking.VirtualService.Destination;
import org.jspecify.annotations.Nullable;

/// The cluster that a rule of a VirtualService names.
final class DestinationCompiler {

    private final ProxyView view;
    private final Resource<VirtualService> owner;
    private final RouteScope scope;

    DestinationCompiler(ProxyView view, Resource<VirtualService> owner, RouteScope scope) {
        this.view = view;
        this.owner = owner;
        this.scope = scope;
    }

    /// Port: the given one, else that of a service with just one, else the listener's.
    ///
    /// @param path of the destination
    ClusterKey cluster(@Nullable Destination destination, String path) {
        var given = destination == null ? null : destination.host();
        var host = Hostname.resolveShort(given == null ? "" : given, owner.key().namespace());
        var subset = destination == null || destination.subset() == null ? "" : destination.subset();
        var selector = destination == null ? null : destination.port();
        var number = selector == null ? null : selector.number();
        var service = view.destination(host);
        int port = scope.port();
        if (number != null && number > 0) {
            port = number;
        } else if (service != null && service.ports().size() == 1) {
            port = service.ports().getFirst().number();
        }
        var key = new ClusterKey(host, port, subset);
        view.need(key, owner, path);
        return key;
    }
}

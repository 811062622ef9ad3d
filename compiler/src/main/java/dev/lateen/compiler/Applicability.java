package dev.lateen.compiler;

import dev.lateen.api.meta.LabelSelector;
import dev.lateen.api.networking.VirtualService.HTTPMatchRequest;
import dev.lateen.api.networking.VirtualService.L4MatchAttributes;
import dev.lateen.api.networking.VirtualService.TLSMatchAttributes;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The part of a `match` that is decided here, once for a proxy and port: HTTP, TLS and TCP rules alike.
record Applicability(
        List<String> gateways,
        @Nullable Integer port,
        Map<String, String> sourceLabels,
        @Nullable String sourceNamespace,
        List<String> destinationSubnets) {

    static Applicability of(HTTPMatchRequest match) {
        return new Applicability(
                match.gateways(), match.port(), match.sourceLabels(), match.sourceNamespace(), List.of());
    }

    static Applicability of(TLSMatchAttributes match) {
        return new Applicability(
                match.gateways(),
                match.port(),
                match.sourceLabels(),
                match.sourceNamespace(),
                match.destinationSubnets());
    }

    static Applicability of(L4MatchAttributes match) {
        return new Applicability(
                match.gateways(),
                match.port(),
                match.sourceLabels(),
                match.sourceNamespace(),
                match.destinationSubnets());
    }

    /// Why the match can never hold on this proxy and port; null when it can.
    ///
    /// Istio: with `match.gateways` the conditions on the source are not looked at.
    @Nullable
    String mismatch(String namespace, RouteScope scope, ProxyNode node) {
        if (!gateways.isEmpty()) {
            var named = GatewayNames.resolve(gateways, namespace);
            if (named.stream().noneMatch(scope.gateways()::contains)) {
                return "match.gateways: " + named + " (here: " + new TreeSet<>(scope.gateways()) + ")";
            }
        } else {
            var reason = sourceMismatch(node);
            if (reason != null) {
                return reason;
            }
        }
        if (port != null && port != 0 && !scope.ports().contains(port)) {
            return "match.port: " + port + " (here: " + new TreeSet<>(scope.ports()) + ")";
        }
        var address = scope.address();
        if (address != null && !destinationSubnets.isEmpty() && !Subnets.contain(destinationSubnets, address)) {
            return "match.destinationSubnets: " + destinationSubnets + " (here: " + address + ")";
        }
        return null;
    }

    private @Nullable String sourceMismatch(ProxyNode node) {
        if (!LabelSelector.matches(sourceLabels, node.labels())) {
            return "match.sourceLabels: " + new TreeMap<>(sourceLabels) + " (" + node.id() + " has "
                    + new TreeMap<>(node.labels()) + ")";
        }
        if (sourceNamespace != null && !sourceNamespace.isEmpty() && !sourceNamespace.equals(node.namespace())) {
            return "match.sourceNamespace: " + sourceNamespace + " (" + node.id() + " is in " + node.namespace() + ")";
        }
        return null;
    }
}

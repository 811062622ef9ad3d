package dev.lateen.snapshot;

import java.util.List;

/// The virtual hosts of one port, as Istio names them: `http.8080` on gateways, `8000` on sidecars, `inbound|8000||`.
public record RouteConfig(String name, int port, List<VirtualHost> virtualHosts) {

    public RouteConfig {
        virtualHosts = List.copyOf(virtualHosts);
    }
}

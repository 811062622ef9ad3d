package dev.lateen.snapshot;

import java.util.List;

/// The virtual hosts of one port, as Istio names them: `http.8080` on gateways, `8000` on sidecars, `inbound|8000||`.
///
/// @param port [#ANY_PORT] behind an OUTBOUND listener: every port that has no configuration of its own
public record RouteConfig(String name, int port, List<VirtualHost> virtualHosts) {

    public static final int ANY_PORT = 0;

    public RouteConfig {
        virtualHosts = List.copyOf(virtualHosts);
    }
}

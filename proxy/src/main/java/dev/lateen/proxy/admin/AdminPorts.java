package dev.lateen.proxy.admin;

/// Addresses and ports of the proxy's own HTTP servers. A port of 0 takes a free one, a negative one is off.
///
/// @param adminBind address of the admin port; nothing but loopback should reach it
/// @param bind address of the others, which probes and Prometheus reach
/// @param admin Envoy's and Istio's 15000
/// @param status 15020: merged metrics, readiness, quit
/// @param health 15021: readiness
/// @param metrics 15090: the proxy's metrics
public record AdminPorts(String adminBind, String bind, int admin, int status, int health, int metrics) {

    public static final AdminPorts DEFAULT = new AdminPorts("127.0.0.1", "127.0.0.1", 15000, 15020, 15021, 15090);

    /// Free ports on loopback.
    public static final AdminPorts FREE = new AdminPorts("127.0.0.1", "127.0.0.1", 0, 0, 0, 0);
}

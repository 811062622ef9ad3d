package dev.lateen.sidecar;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// The configuration keys of the sidecar alone, below `lateen.sidecar`; the common ones are in
/// [dev.lateen.proxy.bootstrap.ProxyKeys].
@ConfigMapping(prefix = "lateen.sidecar")
public interface SidecarKeys {

    /// The application's ports, as `service:listen:app`, separated by commas: with `8000:40001:9001` requests for the
    /// service's port 8000 arrive at 40001 and go to 127.0.0.1:9001.
    Optional<String> inbound();

    /// Port of the explicit HTTP proxy for the application's own calls (`http_proxy=`), on loopback; 0 means none.
    @WithDefault("15001")
    int outbound();

    /// Ports to which the application may go through that proxy by CONNECT, as clients do for `https_proxy=`:
    /// `443,8443`, or `*` for all; none unless given. Bytes behind a CONNECT meet no HTTP rules but the one that
    /// chose where they go.
    Optional<String> connectPorts();

    /// Whether the routes and endpoints of a host are loaded when the application first calls it, and not before: the
    /// sidecar holds what it uses, not what the mesh has.
    @WithDefault("true")
    boolean onDemand();

    /// How long a request waits for the routes of its host; then it is answered with 503.
    @WithDefault("1s")
    Duration onDemandTimeout();

    /// How many requests may wait for the routes of their hosts; further ones are answered with 503 at once.
    @WithDefault("1000")
    int onDemandWaiters();

    /// For how long a host is kept at least that the application does not call any more; 0 keeps all.
    @WithDefault("1h")
    Duration onDemandMemory();
}

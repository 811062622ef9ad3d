package dev.lateen.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// The configuration keys of the ingress gateway alone, below `lateen.gateway`; the common ones are in
/// [dev.lateen.proxy.bootstrap.ProxyKeys].
@ConfigMapping(prefix = "lateen.gateway")
public interface GatewayKeys {

    /// The port to bind for a port of a Gateway's server: `80:18080,443:18443`. Ports under 1024 without an entry are
    /// offset by 8000; a bound port of 0 takes a free one.
    Optional<String> ports();

    /// How many trusted proxies, such as load balancers, stand in front of the gateway and add the address that they
    /// see
    /// to `X-Forwarded-For`: Istio's `numTrustedProxies`. Their `X-Forwarded-Proto` is believed, also by
    /// `httpsRedirect`.
    @WithDefault("0")
    int numTrustedProxies();
}

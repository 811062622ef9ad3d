package dev.lateen.httpbin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// What tells one httpbin from another, and the faults it makes on purpose.
///
/// Every key may be given as a system property (`httpbin.version`) or in the environment
/// (`HTTPBIN_VERSION`). All are fixed at start-up.
@ConfigMapping(prefix = "httpbin")
public interface HttpbinConfig {

    /// Port of the echo endpoints; 0 picks a free one.
    @WithDefault("9001")
    int port();

    /// Port of `/q/health` and `/q/metrics`; 0 picks a free one.
    @WithDefault("9000")
    int managementPort();

    /// Value of `x-httpbin-version` on every response.
    @WithDefault("v1")
    String version();

    /// Value of `X-Powered-By` in the body of `/headers`; without it `Flask` for v1, `Express` for v2.
    Optional<String> poweredBy();

    /// Share of the requests that fail on purpose, 0 to 1; spread evenly, so that 0.1 fails every tenth.
    @WithDefault("0")
    double failureRate();

    /// Status of the requests that fail on purpose, 200 to 599.
    @WithDefault("503")
    int failureStatus();

    /// Time added to every request.
    @WithDefault("0s")
    Duration latency();

    /// At most this much more, drawn anew for each request.
    @WithDefault("0s")
    Duration latencyJitter();

    /// The most that `/bytes/{n}` and `/stream-bytes/{n}` send; a larger `n` is cut to it, as httpbin does.
    /// `/range/{n}` refuses it.
    @WithDefault("102400")
    int maxBytes();

    /// The most lines that `/stream/{n}` sends; a larger `n` is cut to it, as httpbin does.
    @WithDefault("100")
    int maxLines();
}

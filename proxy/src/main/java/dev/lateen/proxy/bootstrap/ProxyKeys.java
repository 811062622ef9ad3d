package dev.lateen.proxy.bootstrap;

import dev.lateen.proxy.LocalReplyStyle;
import dev.lateen.proxy.TlsSettings;
import dev.lateen.snapshot.route.PathNormalization;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The configuration keys that every proxy has, below `lateen.proxy`. As environment variables they are upper case
/// with `_` for every other character: `LATEEN_PROXY_PILOT`. An unknown property fails the start, an unknown
/// environment variable does not.
@ConfigMapping(prefix = "lateen.proxy")
public interface ProxyKeys {

    /// Pilot's push port, without TLS.
    @WithDefault("http://127.0.0.1:15010")
    URI pilot();

    /// A file with the token that proves to pilot who this proxy is, `proxy-token` in pilot's home; without it pilot
    /// sends no secrets, and servers that need one are refused.
    Optional<Path> tokenFile();

    /// Namespace of the workload. A gateway's is where the Secrets of its servers are looked for.
    @WithDefault("default")
    String namespace();

    /// Name of this proxy, unique in its namespace: the workload's, or the pod's on Kubernetes.
    Optional<String> name();

    /// The workload's labels, `app=httpbin,version=v1`.
    Optional<String> labels();

    /// The workload in metric labels; the name unless given (on Kubernetes the Deployment's name).
    Optional<String> workload();

    /// The cluster in metric labels.
    @WithDefault("Kubernetes")
    String cluster();

    /// Event loops; 0 means one for each processor.
    @WithDefault("0")
    int workers();

    /// Address of listeners that name none; `0.0.0.0` in a container.
    @WithDefault("127.0.0.1")
    String bind();

    /// How much an answer of the proxy itself tells: `istio`, `brief` or `full`.
    @WithDefault("brief")
    LocalReplyStyle localReplies();

    /// Value of `server` in answers; `none` leaves the upstream's.
    @WithDefault("lateen")
    String serverHeader();

    /// What is done to a path before it is matched and sent on, as Istio's `meshConfig.pathNormalization`: `none`,
    /// `base` (dot segments, backslashes), `merge-slashes` or `decode-and-merge-slashes` (`%2F` and `%5C` as well).
    @WithDefault("base")
    PathNormalization pathNormalization();

    /// The portable transport even where epoll is there.
    @WithDefault("false")
    boolean nio();

    /// Where the last good snapshot is kept, as `snapshot.json`, and beside it the names of hosts on demand; without
    /// it nothing is kept.
    Optional<Path> stateDirectory();

    /// A file that gets the real ports as JSON once the proxy is ready.
    Optional<Path> portsFile();

    /// How long the listeners go on accepting after the proxy has declared itself not ready: time for those who watch
    /// readiness to send nobody any more.
    @WithDefault("0S")
    Duration drainDelay();

    /// How long connections may take to finish when the process is told to end.
    @WithDefault("45S")
    Duration drainTimeout();

    /// How often pilot is told how the destinations of a running canary fare; 0S means never, and then no canary can be
    /// judged by this proxy's requests.
    @WithDefault("5S")
    Duration reportPeriod();

    AccessLogKeys accessLog();

    AdminKeys admin();

    DnsKeys dns();

    LimitKeys limits();

    MetricKeys metrics();

    TlsKeys tls();

    /// The access log.
    interface AccessLogKeys {

        /// `none`, `text` or `json`, in Istio's formats.
        @WithDefault("none")
        Format format();

        /// `stdout` or a file, which is appended to.
        @WithDefault("stdout")
        String target();

        /// Bytes of lines per event loop that may wait to be written; beyond it lines are dropped and counted.
        @WithDefault("262144")
        int buffer();

        enum Format {
            NONE,
            TEXT,
            JSON
        }
    }

    /// The proxy's own ports: 0 takes a free one, -1 is off.
    interface AdminKeys {

        /// Address of the admin port.
        @WithDefault("127.0.0.1")
        String bind();

        /// Admin: configuration dump, log level, drain.
        @WithDefault("15000")
        int port();

        /// Address of the three ports below; the listeners' (`lateen.proxy.bind`) unless given.
        Optional<String> statusBind();

        /// Merged metrics and readiness.
        @WithDefault("15020")
        int statusPort();

        /// Readiness.
        @WithDefault("15021")
        int healthPort();

        /// The proxy's metrics.
        @WithDefault("15090")
        int metricsPort();
    }

    /// How names are resolved: hosts of ServiceEntries with resolution by DNS, and hosts that the mesh does not know.
    interface DnsKeys {

        /// Asked in this order, `10.0.0.53,127.0.0.1:5353`; those of `/etc/resolv.conf` unless given. The hosts file
        /// comes first in both cases.
        Optional<String> nameServers();

        /// Of one question to one name server.
        @WithDefault("5S")
        Duration timeout();
    }

    /// What one client, one upstream or one connection may cost.
    interface LimitKeys {

        /// Bytes of a request or response head; beyond it 431.
        @WithDefault("61440")
        int headBytes();

        /// Bytes of a request target; beyond it 414.
        @WithDefault("32768")
        int targetBytes();

        /// Headers of a head; beyond it 431.
        @WithDefault("100")
        int headers();

        /// Bytes of one chunk's extensions; beyond it 400.
        @WithDefault("1024")
        int chunkExtensionBytes();

        /// Bytes of a body's trailers; beyond it 400.
        @WithDefault("8192")
        int trailerBytes();

        /// Open downstream connections; further ones are closed at once.
        @WithDefault("20000")
        int connections();

        /// Idle upstream connections per event loop and endpoint.
        @WithDefault("256")
        int pooledConnections();

        /// Idle upstream connections per event loop, to all endpoints together.
        @WithDefault("2048")
        int idleUpstreamConnections();

        /// Bytes queued in one direction at which reading the other side pauses.
        @WithDefault("65536")
        int bodyBufferBytes();

        /// Bytes of a request body that are kept for another attempt; a request with a longer one is not sent again
        /// once its body has begun to leave. 0 keeps none.
        @WithDefault("65536")
        int retryBodyBytes();

        /// Copies of requests (`mirror`) under way per event loop; further ones are dropped and counted.
        @WithDefault("256")
        int mirrors();

        /// Bytes of copies per event loop that may wait for their destinations; beyond it a copy is dropped and
        /// counted.
        @WithDefault("8388608")
        int mirrorBufferBytes();

        /// From the first byte of a head to its last; beyond it 408.
        @WithDefault("15S")
        Duration headTimeout();

        /// From the acceptance of a connection to the first byte of its first request; then it is closed. 0S means that
        /// the idle timeout alone holds.
        @WithDefault("30S")
        Duration firstByteTimeout();

        /// Between requests of a downstream connection; then it is closed.
        @WithDefault("1H")
        Duration idleTimeout();

        /// Without a byte moving in either direction of an exchange; 0S means none.
        @WithDefault("0S")
        Duration streamIdleTimeout();

        /// Without a byte moving in either direction of a tunnel (TCP, TLS passed through, WebSocket and other
        /// upgrades);
        /// 0S means none.
        @WithDefault("1H")
        Duration tunnelIdleTimeout();

        /// Requests after which a downstream connection is closed; 0 means no limit.
        @WithDefault("0")
        int requestsPerConnection();

        /// Bytes of one event from pilot; 0 means a quarter of the heap, at most 64 MiB.
        @WithDefault("0")
        int snapshotBytes();
    }

    /// TLS with clients and upstreams.
    interface TlsKeys {

        /// Who does the cryptography: `openssl` (BoringSSL), `jdk`, or `auto` for the first of them that loads.
        @WithDefault("auto")
        TlsSettings.Provider provider();

        /// From a client's ClientHello to the end of the handshake; then the connection is closed.
        @WithDefault("15S")
        Duration handshakeTimeout();
    }

    /// The request metrics.
    interface MetricKeys {

        /// Series of the request metrics; what is beyond it is counted under the label value `overflow`.
        @WithDefault("2000")
        int maxSeries();
    }
}

package dev.lateen.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.route.RequestHead;
import dev.lateen.snapshot.route.RequestHeads;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An exchange as the engine would hand it over, with plain fields.
final class SampleExchange implements FinishedExchange {

    static final WorkloadRef HTTPBIN_V1 =
            new WorkloadRef("httpbin-v1", "default", "httpbin", "v1", "httpbin", "v1", "Kubernetes");
    static final WorkloadRef GATEWAY = new WorkloadRef(
            "istio-ingressgateway",
            "istio-system",
            "istio-ingressgateway",
            "unknown",
            "istio-ingressgateway",
            "latest",
            "Kubernetes");

    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String REQUEST_ID = "x-request-id";

    Listener.Kind direction = Listener.Kind.GATEWAY;

    @Nullable
    RequestHead request = head("10.0.0.7", "7c2b2f0e-0f6c-4e1b-9b27-1f5e3a0c9d11");

    boolean tcp;

    @Nullable
    String serverName;

    int status = 200;
    int flags;
    String details = "via_upstream";

    @Nullable
    String transportFailure;

    @Nullable
    String termination;

    String routeName = "canary";

    @Nullable
    String statPrefix;

    @Nullable
    String meter;

    @Nullable
    Cluster cluster = cluster("httpbin");

    String destination = cluster("httpbin").name();

    @Nullable
    Endpoint endpoint = new Endpoint("127.0.0.1", 40001, 1, true, HTTPBIN_V1);

    WorkloadRef peer = WorkloadRef.UNKNOWN;
    long durationNanos = 12_345_678;
    long serviceTime = 11;
    long received;
    long sent = 512;

    @Nullable
    SocketAddress upstreamLocal = new InetSocketAddress("127.0.0.1", 51000);

    @Nullable
    SocketAddress upstreamRemote = new InetSocketAddress("127.0.0.1", 40001);

    @Nullable
    SocketAddress downstreamLocal = new InetSocketAddress("10.0.0.1", 8080);

    @Nullable
    SocketAddress downstreamRemote = new InetSocketAddress("2001:db8::1", 60123);

    /// A connection that is not read as HTTP, at its end.
    static SampleExchange connection() {
        var connection = new SampleExchange();
        connection.tcp = true;
        connection.serverName = "shop.example.com";
        connection.request = null;
        connection.status = 0;
        connection.details = "";
        connection.serviceTime = -1;
        return connection;
    }

    static RequestHead head(String forwardedFor, String requestId) {
        return head(List.of(
                Map.entry("user-agent", "curl/8.5.0"),
                Map.entry(FORWARDED_FOR, forwardedFor),
                Map.entry(REQUEST_ID, requestId)));
    }

    static RequestHead head(List<Map.Entry<String, String>> headers) {
        return RequestHeads.of("GET", "http://httpbin.example.com/headers?a=b", headers);
    }

    private long header(String name) {
        for (int i = 0; request != null && i < request.headerCount(); i++) {
            long range = request.headerName(i);
            var given = new String(request.bytes(), RequestHead.start(range), RequestHead.length(range), UTF_8);
            if (given.equals(name)) {
                return request.headerValue(i);
            }
        }
        return RequestHead.ABSENT;
    }

    static Cluster cluster(String name) {
        var host = name + ".default.svc.cluster.local";
        return new Cluster(
                "outbound|8000|v1|" + host,
                new Cluster.ServiceRef(host, name, "default"),
                8000,
                "v1",
                Cluster.LoadBalancing.LEAST_REQUEST,
                10_000,
                3_600_000,
                List.of(),
                null);
    }

    @Override
    public Listener.Kind direction() {
        return direction;
    }

    @Override
    public @Nullable RequestHead request() {
        return request;
    }

    @Override
    public String protocol() {
        return tcp ? "-" : "HTTP/1.1";
    }

    @Override
    public boolean isTcp() {
        return tcp;
    }

    @Override
    public @Nullable String requestedServerName() {
        return serverName;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public String details() {
        return details;
    }

    @Override
    public @Nullable String connectionTerminationDetails() {
        return termination;
    }

    @Override
    public @Nullable String upstreamTransportFailure() {
        return transportFailure;
    }

    @Override
    public long bytesReceived() {
        return received;
    }

    @Override
    public long bytesSent() {
        return sent;
    }

    @Override
    public long startEpochMillis() {
        return 1_795_508_558_042L;
    }

    @Override
    public long durationNanos() {
        return durationNanos;
    }

    @Override
    public long upstreamServiceTimeMillis() {
        return serviceTime;
    }

    @Override
    public long requestId() {
        return header(REQUEST_ID);
    }

    @Override
    public long forwardedFor() {
        return header(FORWARDED_FOR);
    }

    @Override
    public String routeName() {
        return routeName;
    }

    @Override
    public @Nullable String statPrefix() {
        return statPrefix;
    }

    @Override
    public @Nullable String meter() {
        return meter;
    }

    @Override
    public @Nullable String destination() {
        return destination;
    }

    @Override
    public @Nullable Cluster cluster() {
        return cluster;
    }

    @Override
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public WorkloadRef peer() {
        return peer;
    }

    @Override
    public @Nullable SocketAddress upstreamLocalAddress() {
        return upstreamLocal;
    }

    @Override
    public @Nullable SocketAddress upstreamRemoteAddress() {
        return upstreamRemote;
    }

    @Override
    public @Nullable SocketAddress downstreamLocalAddress() {
        return downstreamLocal;
    }

    @Override
    public @Nullable SocketAddress downstreamRemoteAddress() {
        return downstreamRemote;
    }

    /// Nothing is known but that bytes came that are no request.
    static SampleExchange withoutAnything() {
        var exchange = new SampleExchange();
        exchange.request = null;
        exchange.status = 400;
        exchange.flags = ResponseFlag.DPE.bit();
        exchange.details = "http1.codec_error";
        exchange.routeName = "";
        exchange.cluster = null;
        exchange.endpoint = null;
        exchange.serviceTime = -1;
        exchange.upstreamLocal = null;
        exchange.upstreamRemote = null;
        return exchange;
    }
}

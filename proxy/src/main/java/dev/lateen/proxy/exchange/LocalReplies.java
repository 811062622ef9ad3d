package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.dns.Resolution;
import dev.lateen.proxy.http1.Refusal;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.proxy.upstream.UpstreamFailure;
import dev.lateen.snapshot.Fault;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteAction;

/// All local replies there are, with the statuses, bodies, flags and details that users of Istio know.
public final class LocalReplies {

    private static final String CONNECT_ERROR = "upstream connect error or disconnect/reset before headers. ";

    static final String OVERFLOW_DETAILS = "upstream_reset_before_response_started{overflow}";
    static final LocalReply BLOCK_ALL =
            new LocalReply(502, 0, "direct_response", "", "no service of the mesh listens on this port (block_all)");
    public static final LocalReply UNAVAILABLE = new LocalReply(
            503, ResponseFlag.OM.bit(), "listener_not_ready", "", "the listener has no configuration yet");
    static final LocalReply ROUTE_TIMEOUT = new LocalReply(
            504,
            ResponseFlag.UT.bit(),
            "response_timeout",
            "upstream request timeout",
            "the upstream did not answer within the route's timeout");
    static final LocalReply STREAM_IDLE = new LocalReply(
            408, ResponseFlag.SI.bit(), "stream_idle_timeout", "stream timeout", "nothing moved for too long");

    private LocalReplies() {}

    static LocalReply connectRefused(Listener.Kind kind, int port) {
        return new LocalReply(
                405,
                0,
                "connect_not_allowed",
                "",
                kind == Listener.Kind.OUTBOUND
                        ? "CONNECT to port " + port + " is not allowed (expected: an http URL as the request target, or"
                                + " a port that lateen.sidecar.connect-ports names)"
                        : "CONNECT is for a sidecar's outbound port only (expected: another method)");
    }

    static LocalReply noRoute() {
        return new LocalReply(404, ResponseFlag.NR.bit(), "route_not_found", "", "no rule matches the request");
    }

    /// The mesh knows the host, this proxy does not have its routes.
    static LocalReply notLoaded(String host, String why) {
        return new LocalReply(
                503,
                ResponseFlag.NC.bit(),
                "host_not_loaded",
                "",
                "the mesh knows the host " + host + ", but its routes are not loaded here yet: " + why);
    }

    static LocalReply noCluster(String cluster) {
        return new LocalReply(
                503,
                ResponseFlag.NC.bit(),
                "cluster_not_found",
                "",
                "the route's destination " + cluster + " is not known (no such service, port or subset)");
    }

    static LocalReply noEndpoint(String cluster) {
        return new LocalReply(
                503,
                ResponseFlag.UH.bit(),
                "no_healthy_upstream",
                "no healthy upstream",
                "the destination " + cluster + " has no endpoint");
    }

    /// There are endpoints, all of them ejected.
    static LocalReply noneUsable(EndpointSet endpoints) {
        int size = endpoints.size();
        return size == 0
                ? noEndpoint(endpoints.cluster().name())
                : unresolved("the destination "
                        + endpoints.cluster().name() + " has " + size + (size == 1 ? " endpoint" : " endpoints")
                        + ", ejected by outlier detection");
    }

    /// The destination has no address (yet).
    static LocalReply unresolved(String reason) {
        return new LocalReply(503, ResponseFlag.UH.bit(), "no_healthy_upstream", "no healthy upstream", reason);
    }

    /// The client itself named the host.
    static LocalReply noSuchHost(Resolution resolution) {
        return new LocalReply(
                503,
                ResponseFlag.DF.bit(),
                "dns_resolution_failure",
                "DNS resolution failure",
                "the mesh does not know the host " + resolution.name() + ", and it cannot be resolved: "
                        + resolution.failure());
    }

    static final String FAULT_ABORT = "fault filter abort";
    static final String FAULT_DETAILS = "fault_filter_abort";

    /// A status of gRPC means nothing to the client that asked: it gets an HTTP answer 200, as Envoy does it.
    ///
    /// @param before flags of what was injected already
    static LocalReply faultAbort(Fault.Abort abort, int before) {
        int flags = before | ResponseFlag.FI.bit();
        return new LocalReply(abort.grpc() ? 200 : abort.status(), flags, FAULT_DETAILS, FAULT_ABORT, FAULT_ABORT);
    }

    static LocalReply refused(RouteAction.Refuse refuse) {
        return new LocalReply(refuse.status(), 0, refuse.details(), "", refuse.reason());
    }

    /// @param retried whether there was an attempt before
    /// @param exhausted flags that say why there is no further one
    static LocalReply upstreamFailed(UpstreamFailure failure, boolean retried, int exhausted, String endpoint) {
        var prefix = CONNECT_ERROR + (retried ? "retried and the latest " : "") + "reset reason: ";
        return switch (failure.kind()) {
            case TLS ->
                new LocalReply(
                        503,
                        ResponseFlag.UF.bit() | exhausted,
                        "upstream_reset_before_response_started{remote_connection_failure}",
                        prefix + "remote connection failure, transport failure reason: " + failure.detail(),
                        "the TLS handshake with " + endpoint + " failed: " + failure.detail());
            case CONNECT, CONNECT_TIMEOUT -> {
                boolean timeout = failure.kind() == UpstreamFailure.Kind.CONNECT_TIMEOUT;
                var istio = timeout
                        ? prefix + "connection timeout"
                        : prefix + "remote connection failure, transport failure reason: delayed connect error: "
                                + failure.detail();
                yield new LocalReply(
                        503,
                        ResponseFlag.UF.bit() | exhausted,
                        "upstream_reset_before_response_started{"
                                + (timeout ? "connection_timeout" : "remote_connection_failure") + "}",
                        istio,
                        "connecting to " + endpoint + " failed: " + failure.detail());
            }
            case OVERFLOW ->
                new LocalReply(
                        503,
                        ResponseFlag.UO.bit() | exhausted,
                        OVERFLOW_DETAILS,
                        CONNECT_ERROR + "reset reason: overflow",
                        "the destination has as many requests or connections as its DestinationRule allows"
                                + " (connectionPool)");
            case CLOSED ->
                new LocalReply(
                        503,
                        ResponseFlag.UC.bit() | exhausted,
                        "upstream_reset_before_response_started{connection_termination}",
                        prefix + "connection termination",
                        endpoint + " closed the connection before it answered");
            case PROTOCOL ->
                new LocalReply(
                        502,
                        ResponseFlag.UPE.bit() | exhausted,
                        "upstream_reset_before_response_started{protocol_error}",
                        prefix + "protocol error",
                        endpoint + " answered with malformed HTTP: " + failure.detail());
            case TIMEOUT ->
                new LocalReply(
                        504,
                        ResponseFlag.UT.bit() | exhausted,
                        "upstream_per_try_timeout",
                        "upstream request timeout",
                        endpoint + " did not answer " + failure.detail());
        };
    }

    /// A request that is refused for its form.
    public static LocalReply malformed(Refusal refusal) {
        return new LocalReply(
                refusal.status(), ResponseFlag.DPE.bit(), refusal.details(), istioBody(refusal), refusal.reason());
    }

    /// The head took too long.
    public static LocalReply headTimeout(long millis) {
        return new LocalReply(
                408,
                ResponseFlag.DPE.bit(),
                "request_header_timeout",
                "request headers timeout",
                "the request head was not complete within " + millis + " ms");
    }

    private static String istioBody(Refusal refusal) {
        return switch (refusal.status()) {
            case 400 -> "Bad Request";
            default -> "";
        };
    }
}

package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.route.RequestHead;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What telemetry reads of an exchange, or of a connection that is not read as HTTP, when it is over: once, on its
/// event loop. Nothing may be kept beyond the call, the exchange itself least of all: it becomes another one.
public interface FinishedExchange {

    Listener.Kind direction();

    /// As received, before any edit; null when no head could be parsed.
    @Nullable
    RequestHead request();

    /// `HTTP/1.1`; `-` for a connection that is not read as HTTP.
    String protocol();

    /// Whether it is a connection that is not read as HTTP: bytes are counted, there is no request and no status.
    boolean isTcp();

    /// What the client asked for by TLS; null when it did not.
    @Nullable
    String requestedServerName();

    /// 0 when the client left before an answer.
    int status();

    /// [ResponseFlag#bit()]s.
    int flags();

    /// Envoy's response code details, for instance `via_upstream`, `route_not_found`.
    String details();

    @Nullable
    String connectionTerminationDetails();

    @Nullable
    String upstreamTransportFailure();

    /// Body bytes.
    long bytesReceived();

    /// Body bytes.
    long bytesSent();

    long startEpochMillis();

    long durationNanos();

    /// Milliseconds until the upstream's answer began, -1 when none came.
    long upstreamServiceTimeMillis();

    /// The id that the upstream was given in `x-request-id`: a range of the bytes of [#request], [RequestHead#ABSENT]
    /// when there is none.
    long requestId();

    /// Value of `x-forwarded-for` as forwarded: a range like [#requestId].
    long forwardedFor();

    String routeName();

    /// Of the route, when its requests are to be counted by one.
    @Nullable
    String statPrefix();

    /// Of the route, when pilot wants to know how its destinations fare.
    @Nullable
    String meter();

    /// Name of the cluster that the route leads it to, whether or not there is such a one.
    @Nullable
    String destination();

    @Nullable
    Cluster cluster();

    @Nullable
    Endpoint endpoint();

    /// The caller as a mesh peer introduced itself (inbound); [WorkloadRef#UNKNOWN] otherwise.
    WorkloadRef peer();

    @Nullable
    SocketAddress upstreamLocalAddress();

    @Nullable
    SocketAddress upstreamRemoteAddress();

    @Nullable
    SocketAddress downstreamLocalAddress();

    @Nullable
    SocketAddress downstreamRemoteAddress();
}

package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.route.RequestHead;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Istio's JSON access log: its keys in its order, numbers as numbers, null for what there is not. Only
/// `response_flags` has `-` when empty, and `upstream_service_time` is a string, since it is a header's value.
final class JsonLine {

    private JsonLine() {}

    static void write(LineBuffer line, FinishedExchange exchange) {
        var head = exchange.request();
        line.ascii("{\"start_time\":\"").timestamp(exchange.startEpochMillis()).put('"');
        string(line, "route_name", exchange.routeName());
        range(line, "method", head, head == null ? RequestHead.ABSENT : head.method());
        path(line, head);
        string(line, "protocol", exchange.isTcp() ? null : exchange.protocol());
        number(line, "response_code", exchange.status());
        key(line, "response_flags").put('"');
        LogFields.flags(line, exchange.flags());
        line.put('"');
        string(line, "response_code_details", exchange.details());
        string(line, "connection_termination_details", exchange.connectionTerminationDetails());
        number(line, "bytes_received", exchange.bytesReceived());
        number(line, "bytes_sent", exchange.bytesSent());
        number(line, "duration", exchange.durationNanos() / 1_000_000);
        upstreamTime(line, exchange.upstreamServiceTimeMillis());
        range(line, "x_forwarded_for", head, exchange.forwardedFor());
        range(line, "user_agent", head, LogFields.userAgent(head));
        range(line, "request_id", head, exchange.requestId());
        range(line, "authority", head, head == null ? RequestHead.ABSENT : head.authority());
        peers(line, exchange);
        line.put('}').put('\n');
    }

    private static void peers(LineBuffer line, FinishedExchange exchange) {
        key(line, "upstream_host").put('"');
        if (LogFields.upstreamHost(line, exchange)) {
            line.put('"');
        } else {
            line.backspace().ascii("null");
        }
        var cluster = exchange.cluster();
        string(line, "upstream_cluster", cluster == null ? null : cluster.name());
        address(line, "upstream_local_address", exchange.upstreamLocalAddress());
        address(line, "downstream_local_address", exchange.downstreamLocalAddress());
        address(line, "downstream_remote_address", exchange.downstreamRemoteAddress());
        string(line, "requested_server_name", exchange.requestedServerName());
        string(line, "upstream_transport_failure_reason", exchange.upstreamTransportFailure());
    }

    private static LineBuffer key(LineBuffer line, String key) {
        return line.put(',').put('"').ascii(key).put('"').put(':');
    }

    private static void number(LineBuffer line, String key, long value) {
        key(line, key).number(value);
    }

    private static void string(LineBuffer line, String key, @Nullable String value) {
        key(line, key);
        if (value == null || value.isEmpty()) {
            line.ascii("null");
        } else {
            line.put('"').json(value).put('"');
        }
    }

    private static void range(LineBuffer line, String key, @Nullable RequestHead head, long range) {
        key(line, key);
        if (head == null || range == RequestHead.ABSENT || RequestHead.length(range) == 0) {
            line.ascii("null");
        } else {
            line.put('"')
                    .json(head.bytes(), RequestHead.start(range), RequestHead.end(range))
                    .put('"');
        }
    }

    private static void path(LineBuffer line, @Nullable RequestHead head) {
        if (head == null || head.path() == RequestHead.ABSENT) {
            key(line, "path").ascii("null");
            return;
        }
        long path = head.path();
        long query = head.query();
        key(line, "path").put('"').json(head.bytes(), RequestHead.start(path), RequestHead.end(path));
        if (query != RequestHead.ABSENT) {
            line.put('?').json(head.bytes(), RequestHead.start(query), RequestHead.end(query));
        }
        line.put('"');
    }

    private static void upstreamTime(LineBuffer line, long millis) {
        key(line, "upstream_service_time");
        if (millis < 0) {
            line.ascii("null");
        } else {
            line.put('"').number(millis).put('"');
        }
    }

    private static void address(LineBuffer line, String key, @Nullable SocketAddress address) {
        key(line, key);
        var inet = LineBuffer.inet(address);
        if (inet == null) {
            line.ascii("null");
        } else {
            line.put('"').address(inet).put('"');
        }
    }
}

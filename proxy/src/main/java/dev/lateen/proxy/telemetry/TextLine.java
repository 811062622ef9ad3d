package dev.lateen.proxy.telemetry;

import dev.lateen.snapshot.route.RequestHead;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Istio's text access log, the fields in its order:
/// `[start] "method path protocol" code flags details termination "transport failure" received sent duration
/// upstream-time "forwarded-for" "user-agent" "request-id" "authority" "upstream" cluster upstream-local
/// downstream-local downstream-remote server-name route`.
final class TextLine {

    private TextLine() {}

    static void write(LineBuffer line, FinishedExchange exchange) {
        var head = exchange.request();
        line.put('[').timestamp(exchange.startEpochMillis()).put(']').put(' ').put('"');
        range(line, head, head == null ? RequestHead.ABSENT : head.method());
        line.put(' ');
        path(line, head);
        line.put(' ');
        token(line, exchange.protocol());
        line.put('"').put(' ').number(exchange.status()).put(' ');
        LogFields.flags(line, exchange.flags());
        line.put(' ');
        token(line, exchange.details());
        line.put(' ');
        token(line, exchange.connectionTerminationDetails());
        line.put(' ');
        inQuotes(line, exchange.upstreamTransportFailure());
        line.put(' ').number(exchange.bytesReceived()).put(' ').number(exchange.bytesSent());
        line.put(' ').number(exchange.durationNanos() / 1_000_000).put(' ');
        upstreamTime(line, exchange.upstreamServiceTimeMillis());
        headers(line, exchange, head);
        peers(line, exchange);
        line.put('\n');
    }

    private static void headers(LineBuffer line, FinishedExchange exchange, @Nullable RequestHead head) {
        line.put(' ').put('"');
        range(line, head, exchange.forwardedFor());
        line.put('"').put(' ').put('"');
        range(line, head, LogFields.userAgent(head));
        line.put('"').put(' ').put('"');
        range(line, head, exchange.requestId());
        line.put('"').put(' ').put('"');
        range(line, head, head == null ? RequestHead.ABSENT : head.authority());
        line.put('"');
    }

    private static void peers(LineBuffer line, FinishedExchange exchange) {
        line.put(' ').put('"');
        if (!LogFields.upstreamHost(line, exchange)) {
            line.put('-');
        }
        line.put('"').put(' ');
        var cluster = exchange.cluster();
        token(line, cluster == null ? null : cluster.name());
        line.put(' ');
        address(line, exchange.upstreamLocalAddress());
        line.put(' ');
        address(line, exchange.downstreamLocalAddress());
        line.put(' ');
        address(line, exchange.downstreamRemoteAddress());
        line.put(' ');
        token(line, exchange.requestedServerName());
        line.put(' ');
        token(line, exchange.routeName());
    }

    private static void path(LineBuffer line, @Nullable RequestHead head) {
        if (head == null || head.path() == RequestHead.ABSENT) {
            line.put('-');
            return;
        }
        range(line, head, head.path());
        if (head.query() != RequestHead.ABSENT) {
            line.put('?');
            long query = head.query();
            line.quoted(head.bytes(), RequestHead.start(query), RequestHead.end(query));
        }
    }

    private static void range(LineBuffer line, @Nullable RequestHead head, long range) {
        if (head == null || range == RequestHead.ABSENT || RequestHead.length(range) == 0) {
            line.put('-');
        } else {
            line.quoted(head.bytes(), RequestHead.start(range), RequestHead.end(range));
        }
    }

    private static void token(LineBuffer line, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            line.put('-');
        } else {
            line.token(value);
        }
    }

    private static void inQuotes(LineBuffer line, @Nullable String value) {
        line.put('"');
        if (value == null || value.isEmpty()) {
            line.put('-');
        } else {
            line.quoted(value);
        }
        line.put('"');
    }

    private static void upstreamTime(LineBuffer line, long millis) {
        if (millis < 0) {
            line.put('-');
        } else {
            line.number(millis);
        }
    }

    private static void address(LineBuffer line, @Nullable SocketAddress address) {
        var inet = LineBuffer.inet(address);
        if (inet == null) {
            line.put('-');
        } else {
            line.address(inet);
        }
    }
}

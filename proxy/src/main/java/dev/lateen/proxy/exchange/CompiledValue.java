package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.format.Operator;
import dev.lateen.snapshot.format.TimePattern;
import dev.lateen.snapshot.format.ValueFormat;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A header value ready to be made: bytes that never change, or parts that are put together for each request.
/// Immutable.
final class CompiledValue {

    private sealed interface Part {}

    private record Text(byte[] bytes) implements Part {}

    private record Header(HeaderField first, HeaderField second, int limit) implements Part {}

    private record Fact(Operator operator, String argument, int limit) implements Part {}

    private final byte @Nullable [] literal;
    private final List<Part> parts;

    private CompiledValue(byte @Nullable [] literal, List<Part> parts) {
        this.literal = literal;
        this.parts = parts;
    }

    /// @throws IllegalArgumentException for what [ValueFormat#parse] does not take
    static CompiledValue of(String text) {
        var format = ValueFormat.parse(text);
        var literal = format.literal();
        return literal != null
                ? new CompiledValue(utf8(literal), List.of())
                : new CompiledValue(
                        null,
                        format.segments().stream().map(CompiledValue::part).toList());
    }

    private static Part part(ValueFormat.Segment segment) {
        return switch (segment) {
            case ValueFormat.Text(var text) -> new Text(utf8(text));
            case ValueFormat.Field(var operator, var argument, var limit)
            when operator == Operator.REQ || operator == Operator.RESP -> {
                boolean response = operator == Operator.RESP;
                int or = argument.indexOf('?');
                var first = HeaderField.of(or < 0 ? argument : argument.substring(0, or), response);
                yield new Header(first, or < 0 ? first : HeaderField.of(argument.substring(or + 1), response), limit);
            }
            case ValueFormat.Field(var operator, var argument, var limit) -> new Fact(operator, argument, limit);
        };
    }

    /// The value when it is the same for every request.
    byte @Nullable [] literal() {
        return literal;
    }

    /// @param response whether the head in `splice` is that of the answer
    byte[] make(HeadSplice splice, Exchange exchange, boolean response) {
        if (literal != null) {
            return literal;
        }
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            switch (part) {
                case Text(var bytes) -> out.writeBytes(bytes);
                case Header(var first, var second, var limit) -> {
                    var value = first.value(splice, exchange, response);
                    put(out, value == null ? second.value(splice, exchange, response) : value, limit);
                }
                case Fact(var operator, var argument, var limit) -> {
                    var value = fact(operator, argument, exchange);
                    put(out, value == null ? null : utf8(value), limit);
                }
            }
        }
        return inLine(out.toByteArray());
    }

    private static void put(ByteArrayOutputStream out, byte @Nullable [] value, int limit) {
        if (value != null) {
            out.write(value, 0, Math.min(value.length, limit));
        }
    }

    private static @Nullable String fact(Operator operator, String argument, Exchange exchange) {
        var outcome = exchange.outcome;
        return switch (operator) {
            case REQ, RESP -> throw new IllegalStateException(operator + " is a header");
            case START_TIME -> TimePattern.format(argument, outcome.startEpochMillis());
            case PROTOCOL -> outcome.protocol();
            case ROUTE_NAME -> outcome.routeName();
            case HOSTNAME -> exchange.worker.config().hostname();
            case RESPONSE_CODE -> Integer.toString(outcome.status);
            case RESPONSE_CODE_DETAILS -> outcome.details;
            case RESPONSE_FLAGS -> ResponseFlag.names(outcome.flags);
            case CONNECTION_TERMINATION_DETAILS -> outcome.connectionTermination;
            case BYTES_RECEIVED -> Long.toString(outcome.bytesReceived);
            case BYTES_SENT -> Long.toString(outcome.bytesSent);
            case DURATION -> Long.toString(outcome.elapsedMillis());
            case DOWNSTREAM_REMOTE_ADDRESS, DOWNSTREAM_DIRECT_REMOTE_ADDRESS ->
                whole(outcome.downstreamRemoteAddress());
            case DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT, DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT ->
                host(outcome.downstreamRemoteAddress());
            case DOWNSTREAM_REMOTE_PORT, DOWNSTREAM_DIRECT_REMOTE_PORT -> port(outcome.downstreamRemoteAddress());
            case DOWNSTREAM_LOCAL_ADDRESS -> whole(outcome.downstreamLocalAddress());
            case DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT -> host(outcome.downstreamLocalAddress());
            case DOWNSTREAM_LOCAL_PORT -> port(outcome.downstreamLocalAddress());
            case REQUESTED_SERVER_NAME -> outcome.requestedServerName();
            case UPSTREAM_HOST, UPSTREAM_REMOTE_ADDRESS -> whole(outcome.upstreamRemote);
            case UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT -> host(outcome.upstreamRemote);
            case UPSTREAM_REMOTE_PORT -> port(outcome.upstreamRemote);
            case UPSTREAM_CLUSTER -> outcome.cluster == null ? null : outcome.cluster.name();
            case UPSTREAM_LOCAL_ADDRESS -> whole(outcome.upstreamLocal);
            case UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT -> host(outcome.upstreamLocal);
            case UPSTREAM_LOCAL_PORT -> port(outcome.upstreamLocal);
            case UPSTREAM_TRANSPORT_FAILURE_REASON -> outcome.transportFailure;
        };
    }

    private static @Nullable String whole(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? NetUtil.toSocketAddressString(inet) : null;
    }

    private static @Nullable String host(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? NetUtil.toAddressString(inet.getAddress())
                : null;
    }

    private static @Nullable String port(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : null;
    }

    /// Nothing that a value is made of may end its line.
    private static byte[] inLine(byte[] value) {
        for (int i = 0; i < value.length; i++) {
            if (Bytes.isControl(value[i])) {
                value[i] = ' ';
            }
        }
        return value;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

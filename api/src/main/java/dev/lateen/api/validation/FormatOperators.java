package dev.lateen.api.validation;

import java.util.List;

/// The operators that Envoy knows in `%…%`, so that a misspelt one is told from one that is only not honoured.
final class FormatOperators {

    /// Whole families: addresses, certificates, bytes and durations of one side.
    private static final List<String> FAMILIES = List.of("DOWNSTREAM_", "UPSTREAM_");

    private static final List<String> NAMES = List.of(
            "ACCESS_LOG_TYPE",
            "BYTES_RECEIVED",
            "BYTES_RETRANSMITTED",
            "BYTES_SENT",
            "CEL",
            "CLUSTER_METADATA",
            "COALESCE",
            "COMMON_DURATION",
            "CONNECTION_ID",
            "CONNECTION_TERMINATION_DETAILS",
            "CUSTOM_FLAGS",
            "DURATION",
            "DYNAMIC_METADATA",
            "EMIT_TIME",
            "EMIT_TIME_LOCAL",
            "ENVIRONMENT",
            "FILTER_CHAIN_NAME",
            "FILTER_STATE",
            "GRPC_STATUS",
            "GRPC_STATUS_NUMBER",
            "HOSTNAME",
            "LOCAL_REPLY_BODY",
            "METADATA",
            "PACKETS_RETRANSMITTED",
            "PATH",
            "PER_REQUEST_STATE",
            "PROTOCOL",
            "QUERY_PARAM",
            "QUERY_PARAMS",
            "REQ",
            "REQUESTED_SERVER_NAME",
            "REQUEST_DURATION",
            "REQUEST_HEADERS_BYTES",
            "REQUEST_TX_DURATION",
            "REQ_WITHOUT_QUERY",
            "RESP",
            "RESPONSE_CODE",
            "RESPONSE_CODE_DETAILS",
            "RESPONSE_DURATION",
            "RESPONSE_FLAGS",
            "RESPONSE_FLAGS_LONG",
            "RESPONSE_HEADERS_BYTES",
            "RESPONSE_TRAILERS_BYTES",
            "RESPONSE_TX_DURATION",
            "ROUNDTRIP_DURATION",
            "ROUTE_NAME",
            "START_TIME",
            "START_TIME_LOCAL",
            "STREAM_ID",
            "TLS_JA3_FINGERPRINT",
            "TLS_JA4_FINGERPRINT",
            "TRACE_ID",
            "TRAILER",
            "UNIQUE_ID",
            "VIRTUAL_CLUSTER_NAME",
            "VIRTUAL_HOST");

    static final String EXPECTED = "between percent signs one of Envoy's operators: " + String.join(", ", NAMES) + ", "
            + String.join("…, ", FAMILIES) + "…";

    private FormatOperators() {}

    /// Whether the operator whose name begins at `start` is one of Envoy's.
    static boolean isKnown(String text, int start) {
        int end = start;
        while (end < text.length() && "%(:".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String name = text.substring(start, end);
        return NAMES.contains(name) || FAMILIES.stream().anyMatch(name::startsWith);
    }
}

package dev.lateen.snapshot.format;

/// What Lateen can put into a value, by Envoy's names. What is not known (yet) at the time comes to nothing.
public enum Operator {
    /// Header of the request, `:method`, `:scheme`, `:authority` or `:path`: `%REQ(X?Y):Z%`.
    REQ(Argument.HEADER),
    /// Header of the response, or `:status`.
    RESP(Argument.HEADER),
    /// When the request began, in UTC: ISO 8601 with milliseconds, or as a [TimePattern] says.
    START_TIME(Argument.TIME),
    PROTOCOL,
    ROUTE_NAME,
    HOSTNAME,
    RESPONSE_CODE,
    RESPONSE_CODE_DETAILS,
    RESPONSE_FLAGS,
    CONNECTION_TERMINATION_DETAILS,
    /// Of bodies, so far.
    BYTES_RECEIVED,
    BYTES_SENT,
    /// Milliseconds since the request began.
    DURATION,
    DOWNSTREAM_REMOTE_ADDRESS,
    DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_REMOTE_PORT,
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS,
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_DIRECT_REMOTE_PORT,
    DOWNSTREAM_LOCAL_ADDRESS,
    DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_LOCAL_PORT,
    /// What the TLS client asked for.
    REQUESTED_SERVER_NAME,
    UPSTREAM_HOST,
    UPSTREAM_CLUSTER,
    UPSTREAM_REMOTE_ADDRESS,
    UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT,
    UPSTREAM_REMOTE_PORT,
    UPSTREAM_LOCAL_ADDRESS,
    UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
    UPSTREAM_LOCAL_PORT,
    UPSTREAM_TRANSPORT_FAILURE_REASON;

    /// What stands in parentheses.
    enum Argument {
        NONE,
        HEADER,
        TIME
    }

    private final Argument argument;

    Operator() {
        this(Argument.NONE);
    }

    Operator(Argument argument) {
        this.argument = argument;
    }

    Argument argument() {
        return argument;
    }
}

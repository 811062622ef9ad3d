package dev.lateen.proxy.telemetry;

/// How an exchange becomes a line of the access log.
public enum AccessLogFormat {
    /// Istio's default text format.
    TEXT {
        @Override
        void write(LineBuffer line, FinishedExchange exchange) {
            TextLine.write(line, exchange);
        }
    },
    /// Istio's `accessLogEncoding: JSON`: one object a line; a missing value is null.
    JSON {
        @Override
        void write(LineBuffer line, FinishedExchange exchange) {
            JsonLine.write(line, exchange);
        }
    };

    /// Appends the line with its end.
    abstract void write(LineBuffer line, FinishedExchange exchange);
}

package dev.lateen.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When a request is sent once more, and how often. It is never sent again when the body that was sent is not kept any
/// more, or a byte of an answer's head is with the client.
///
/// @param attempts further ones behind the first; 0 for none
/// @param perTryTimeoutMillis of one attempt, from its beginning or the last byte of the request on; 0 for none
/// @param on what has to have happened
/// @param statuses answers of the upstream that count as failures too
/// @param named whether the user wrote what has to have happened. Only then is a request that is not idempotent sent
///     again although an application may have seen it
/// @param backoffMillis the N-th wait is random, below (2^N - 1) times this, 10 times at most
/// @param endpoint which endpoint of a destination is tried next
/// @param remoteLocalities whether other localities are tried as well
/// @param otherDestination whether the next attempt leaves the destination that failed for the heaviest other one of
///     the rule
public record RetryPolicy(
        int attempts,
        long perTryTimeoutMillis,
        List<Condition> on,
        List<Integer> statuses,
        boolean named,
        long backoffMillis,
        NextEndpoint endpoint,
        boolean remoteLocalities,
        boolean otherDestination) {

    public static final int DEFAULT_ATTEMPTS = 2;
    public static final long DEFAULT_BACKOFF_MILLIS = 25;

    /// What holds where nobody says anything.
    public static final RetryPolicy DEFAULT = of(
            DEFAULT_ATTEMPTS,
            Condition.CONNECT_FAILURE,
            Condition.REFUSED_STREAM,
            Condition.UNAVAILABLE,
            Condition.CANCELLED);

    /// In front of an application.
    public static final RetryPolicy INBOUND = of(DEFAULT_ATTEMPTS, Condition.RESET_BEFORE_REQUEST);

    public static final RetryPolicy OFF = of(0);

    public RetryPolicy {
        on = List.copyOf(on);
        statuses = List.copyOf(statuses);
    }

    private static RetryPolicy of(int attempts, Condition... on) {
        return new RetryPolicy(
                attempts,
                0,
                List.of(on),
                List.of(),
                false,
                DEFAULT_BACKOFF_MILLIS,
                NextEndpoint.ANOTHER_UNLESS_KEYED,
                false,
                false);
    }

    /// The same, on these conditions of the user's.
    public RetryPolicy on(List<Condition> conditions, List<Integer> codes) {
        return new RetryPolicy(
                attempts,
                perTryTimeoutMillis,
                conditions,
                codes,
                true,
                backoffMillis,
                endpoint,
                remoteLocalities,
                otherDestination);
    }

    public RetryPolicy withOtherDestination() {
        return new RetryPolicy(
                attempts, perTryTimeoutMillis, on, statuses, named, backoffMillis, endpoint, remoteLocalities, true);
    }

    /// The longest wait before a retry, counted from 1.
    public long longestBackoffMillis(int retry) {
        return backoffMillis * Math.min(retry < 4 ? (1 << retry) - 1 : 10, 10);
    }

    /// Which endpoint a further attempt goes to.
    public enum NextEndpoint {
        /// One that was not tried, if there is one. Where a key of the request chooses, the key's own again: whoever
        /// asks
        /// for that would rather fail than be somewhere else.
        ANOTHER_UNLESS_KEYED,
        /// One that was not tried, if there is one.
        ANOTHER,
        /// The one that a first attempt may go to.
        ANY
    }

    /// What has to have happened. Those of HTTP/3 and of headers that nobody can name in a VirtualService are left out:
    /// they never happen.
    public enum Condition {
        /// An answer of 500 to 599, or none.
        FIVE_XX("5xx"),
        /// An answer of 502, 503 or 504, or none.
        GATEWAY_ERROR("gateway-error"),
        /// No answer: the connection ended, or the attempt took too long.
        RESET("reset"),
        /// The same, before a byte of the request had left.
        RESET_BEFORE_REQUEST("reset-before-request"),
        /// No connection.
        CONNECT_FAILURE("connect-failure"),
        /// An answer of 409.
        RETRIABLE_4XX("retriable-4xx"),
        /// HTTP/2 only: the stream was refused before it began.
        REFUSED_STREAM("refused-stream"),
        /// An answer with `x-envoy-ratelimited`.
        ENVOY_RATELIMITED("envoy-ratelimited"),
        /// An answer whose `grpc-status` is 1.
        CANCELLED("cancelled"),
        /// An answer whose `grpc-status` is 4.
        DEADLINE_EXCEEDED("deadline-exceeded"),
        /// An answer whose `grpc-status` is 13.
        INTERNAL("internal"),
        /// An answer whose `grpc-status` is 8.
        RESOURCE_EXHAUSTED("resource-exhausted"),
        /// An answer whose `grpc-status` is 14.
        UNAVAILABLE("unavailable");

        private final String text;

        Condition(String text) {
            this.text = text;
        }

        /// As in `retryOn`.
        public String text() {
            return text;
        }

        public static Optional<Condition> of(String text) {
            for (var condition : values()) {
                if (condition.text.equals(text)) {
                    return Optional.of(condition);
                }
            }
            return Optional.empty();
        }
    }

    /// As in `retryOn`.
    public String conditions() {
        var parts = new ArrayList<String>();
        on.forEach(condition -> parts.add(condition.text()));
        statuses.forEach(status -> parts.add(status.toString()));
        return String.join(",", parts);
    }
}

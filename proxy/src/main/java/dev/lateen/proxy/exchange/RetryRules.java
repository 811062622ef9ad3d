package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.proxy.upstream.UpstreamFailure;
import dev.lateen.snapshot.Fault;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RetryPolicy.Condition;
import dev.lateen.snapshot.route.RequestHead;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Which failures are worth another attempt, and how long to wait before it.
///
/// What may have reached an application is repeated when the request is idempotent, or when the user's own conditions
/// name what has happened: that a connection broke is named by `reset` alone, an answer by what fits it. Conditions
/// that nobody wrote never do that. Immutable.
final class RetryRules {

    private static final byte[] GRPC_STATUS = Bytes.of("grpc-status");
    private static final byte[] RATE_LIMITED = Bytes.of("x-envoy-ratelimited");
    private static final Map<Condition, byte[]> GRPC = Map.of(
            Condition.CANCELLED, Bytes.of("1"),
            Condition.DEADLINE_EXCEEDED, Bytes.of("4"),
            Condition.RESOURCE_EXHAUSTED, Bytes.of("8"),
            Condition.INTERNAL, Bytes.of("13"),
            Condition.UNAVAILABLE, Bytes.of("14"));

    private final RetryPolicy policy;
    private final BitSet statuses = new BitSet();
    private final List<byte[]> grpc;
    private final boolean rateLimited;
    private final boolean named;
    private final boolean unconnected;
    private final boolean unsent;
    private final boolean unanswered;
    private final boolean reset;

    RetryRules(RetryPolicy policy) {
        this.policy = policy;
        var on = policy.attempts() == 0 || policy.on().isEmpty()
                ? EnumSet.noneOf(Condition.class)
                : EnumSet.copyOf(policy.on());
        this.named = policy.named();
        this.reset = on.contains(Condition.RESET);
        this.unanswered = reset || on.contains(Condition.FIVE_XX) || on.contains(Condition.GATEWAY_ERROR);
        this.unsent = unanswered || on.contains(Condition.RESET_BEFORE_REQUEST);
        this.unconnected = unsent || on.contains(Condition.CONNECT_FAILURE);
        this.rateLimited = on.contains(Condition.ENVOY_RATELIMITED);
        // Calls of gRPC are POSTs: unless the user names what they end with, none is repeated.
        this.grpc = named ? codes(on) : List.of();
        if (policy.attempts() > 0) {
            policy.statuses().forEach(statuses::set);
        }
        if (on.contains(Condition.FIVE_XX)) {
            statuses.set(500, 600);
        }
        if (on.contains(Condition.GATEWAY_ERROR)) {
            statuses.set(502, 505);
        }
        if (on.contains(Condition.RETRIABLE_4XX)) {
            statuses.set(409);
        }
    }

    private static List<byte[]> codes(Set<Condition> on) {
        return on.stream().filter(GRPC::containsKey).map(GRPC::get).toList();
    }

    RetryPolicy policy() {
        return policy;
    }

    /// Whether an attempt that got no answer is worth another one.
    boolean repeat(UpstreamFailure failure, boolean idempotent) {
        return switch (failure.kind()) {
            case CONNECT, CONNECT_TIMEOUT, TLS -> unconnected;
            case OVERFLOW -> false; // more of the same
            case CLOSED, PROTOCOL, TIMEOUT -> failure.sent() ? repeatSent(idempotent) : unsent;
        };
    }

    /// Whether an answer is worth another attempt.
    boolean repeat(ResponseHeadBuffer answer, boolean idempotent) {
        return (idempotent || named) && (statuses.get(answer.status()) || hasHeader(answer));
    }

    /// The same for a fault in its place.
    boolean repeat(Fault.Abort abort, boolean idempotent) {
        boolean listed = abort.grpc()
                ? grpc.stream().anyMatch(code -> Arrays.equals(code, Bytes.of(Integer.toString(abort.status()))))
                : statuses.get(abort.status());
        return (idempotent || named) && listed;
    }

    /// Whether a request that has left may be repeated, whatever comes of it.
    boolean mayRepeatSent(boolean idempotent) {
        return repeatSent(idempotent)
                || ((idempotent || named) && (!statuses.isEmpty() || rateLimited || !grpc.isEmpty()));
    }

    /// Whether it matters for another attempt that nothing of the request has left.
    boolean asksWhetherSent(boolean idempotent) {
        return unsent && !repeatSent(idempotent);
    }

    private boolean repeatSent(boolean idempotent) {
        return idempotent ? unanswered : named && reset;
    }

    private boolean hasHeader(ResponseHeadBuffer answer) {
        if (rateLimited && indexOf(answer, RATE_LIMITED) >= 0) {
            return true;
        }
        int index = grpc.isEmpty() ? -1 : indexOf(answer, GRPC_STATUS);
        return index >= 0 && grpc.stream().anyMatch(code -> is(answer, answer.headerValue(index), code));
    }

    private static int indexOf(ResponseHeadBuffer head, byte[] name) {
        for (int i = 0; i < head.headerCount(); i++) {
            if (is(head, head.headerName(i), name)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean is(ResponseHeadBuffer head, long range, byte[] lower) {
        return Bytes.equalsIgnoreCase(lower, head.bytes(), RequestHead.start(range), RequestHead.end(range));
    }

    /// How long to wait before a further attempt.
    ///
    /// @param retry counted from 1
    long waitNanos(int retry, RandomGenerator random) {
        return random.nextLong(Math.max(1, policy.longestBackoffMillis(retry) * 1_000_000));
    }
}

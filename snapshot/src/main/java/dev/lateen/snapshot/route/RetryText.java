package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RouteAction;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a route does after a failure, and how long a request may take at worst, in plain words.
final class RetryText {

    private RetryText() {}

    static List<String> lines(RouteAction.Forward forward) {
        var lines = new ArrayList<String>();
        var policy = forward.retryPolicy();
        if (policy.attempts() == 0) {
            lines.add("no retries");
        } else {
            lines.add("up to " + count(policy.attempts(), "retry", "retries") + " " + where(policy) + " after "
                    + policy.conditions());
            lines.add(
                    policy.named()
                            ? "a request that is not idempotent is repeated as well, if the failure is named above"
                            : "a request that is not idempotent is repeated only if no application can have seen it");
            if (policy.perTryTimeoutMillis() > 0) {
                lines.add("timeout of one attempt " + policy.perTryTimeoutMillis() + " ms");
            }
        }
        lines.add(worstCase(forward.timeoutMillis(), policy));
        return lines;
    }

    private static String where(RetryPolicy policy) {
        if (policy.otherDestination()) {
            return "at the heaviest other destination";
        }
        return switch (policy.endpoint()) {
            case ANOTHER_UNLESS_KEYED -> "at another endpoint, if there is one and no hash key decides,";
            case ANOTHER -> "at another endpoint, if there is one,";
            case ANY -> "at any endpoint, or that of the hash key,";
        };
    }

    private static String worstCase(long timeoutMillis, RetryPolicy policy) {
        var attempts = attempts(policy);
        if (timeoutMillis > 0 && (attempts == null || attempts.compareTo(BigInteger.valueOf(timeoutMillis)) >= 0)) {
            return "at worst " + timeoutMillis + " ms from the request's last byte to the answer: the timeout holds for"
                    + " all attempts and waits together";
        }
        if (attempts == null) {
            return "at worst as long as the upstream likes: there is no timeout"
                    + (policy.attempts() == 0 ? "" : ", and none of one attempt");
        }
        return "at worst " + attempts + " ms from the request's last byte to the answer: "
                + count(policy.attempts() + 1L, "attempt", "attempts") + " of " + policy.perTryTimeoutMillis()
                + " ms and waits of " + waits(policy) + " ms";
    }

    /// All attempts and waits, null when nothing limits them.
    private static @Nullable BigInteger attempts(RetryPolicy policy) {
        return policy.perTryTimeoutMillis() == 0
                ? null
                : BigInteger.valueOf(policy.attempts() + 1L)
                        .multiply(BigInteger.valueOf(policy.perTryTimeoutMillis()))
                        .add(waits(policy));
    }

    private static BigInteger waits(RetryPolicy policy) {
        var sum = BigInteger.ZERO;
        for (int retry = 1; retry <= Math.min(3, policy.attempts()); retry++) {
            sum = sum.add(BigInteger.valueOf(policy.longestBackoffMillis(retry)));
        }
        var others = BigInteger.valueOf(Math.max(0, policy.attempts() - 3));
        return sum.add(others.multiply(BigInteger.valueOf(policy.longestBackoffMillis(4))));
    }

    private static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}

package dev.lateen.compiler;

import dev.lateen.api.networking.VirtualService.HTTPRetry;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RetryPolicy.Condition;
import dev.lateen.snapshot.RetryPolicy.NextEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `retries` of a rule as a policy.
final class RetryCompiler {

    /// Nothing ever meets these: no header can be named in a VirtualService, and HTTP/3 is not spoken.
    static final List<String> NEVER = List.of("retriable-headers", "http3-post-connect-failure");

    private RetryCompiler() {}

    /// @param retries null when the rule says nothing: then there are some nevertheless, as in Istio
    static RetryPolicy compile(@Nullable HTTPRetry retries) {
        if (retries == null) {
            return RetryPolicy.DEFAULT;
        }
        var attempts = retries.attempts();
        if (attempts == null || attempts <= 0) {
            return RetryPolicy.OFF;
        }
        var policy = new RetryPolicy(
                attempts,
                millis(retries.perTryTimeout(), 0),
                RetryPolicy.DEFAULT.on(),
                List.of(),
                false,
                millis(retries.backoff(), RetryPolicy.DEFAULT_BACKOFF_MILLIS),
                nextEndpoint(retries.retryIgnorePreviousHosts()),
                Boolean.TRUE.equals(retries.retryRemoteLocalities()),
                false);
        var retryOn = retries.retryOn();
        return retryOn == null || retryOn.isBlank() ? policy : on(policy, conditions(retryOn));
    }

    private static NextEndpoint nextEndpoint(@Nullable Boolean ignorePreviousHosts) {
        if (ignorePreviousHosts == null) {
            return NextEndpoint.ANOTHER_UNLESS_KEYED;
        }
        return ignorePreviousHosts ? NextEndpoint.ANOTHER : NextEndpoint.ANY;
    }

    /// Numbers are status codes; `retriable-status-codes` means them, and is implied by them.
    private static RetryPolicy on(RetryPolicy policy, List<String> texts) {
        var conditions = new ArrayList<Condition>();
        var statuses = new ArrayList<Integer>();
        for (var text : texts) {
            if (isNumber(text)) {
                statuses.add(Integer.valueOf(text));
            } else {
                Condition.of(text).ifPresent(conditions::add);
            }
        }
        return policy.on(conditions, statuses);
    }

    static List<String> conditions(String retryOn) {
        return List.of(retryOn.split(",", -1)).stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long millis(@Nullable Duration duration, long otherwise) {
        return duration == null || duration.isZero() ? otherwise : Math.max(1, duration.toMillis());
    }
}

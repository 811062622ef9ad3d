package dev.lateen.api.validation;

import dev.lateen.api.networking.VirtualService.HTTPRetry;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// `retries`: how often, how long, and on what.
final class RetryRules {

    private static final Set<String> CONDITIONS = Set.of(
            "5xx",
            "gateway-error",
            "reset",
            "reset-before-request",
            "connect-failure",
            "retriable-4xx",
            "refused-stream",
            "retriable-status-codes",
            "retriable-headers",
            "envoy-ratelimited",
            "http3-post-connect-failure",
            "cancelled",
            "deadline-exceeded",
            "internal",
            "resource-exhausted",
            "unavailable");
    private static final String CHOICES = Findings.choices(new TreeSet<>(CONDITIONS));
    private static final Pattern STATUS = Pattern.compile("\\d{1,9}");

    private RetryRules() {}

    static void check(Findings findings, String path, HTTPRetry retries) {
        int attempts = retries.attempts() == null ? 0 : retries.attempts();
        if (attempts < 0) {
            findings.bad(path + ".attempts", attempts, "0 or more");
        }
        boolean more = retries.perTryTimeout() != null
                || !Findings.isBlank(retries.retryOn())
                || retries.retryRemoteLocalities() != null;
        if (attempts == 0 && more) {
            findings.bad(path + ".attempts", 0, "1 or more beside perTryTimeout, retryOn or retryRemoteLocalities");
        }
        Times.check(findings, path + ".perTryTimeout", retries.perTryTimeout());
        Times.check(findings, path + ".backoff", retries.backoff());
        if (retries.retryOn() != null && !retries.retryOn().isEmpty()) {
            conditions(findings, path + ".retryOn", retries.retryOn());
        }
    }

    private static void conditions(Findings findings, String path, String retryOn) {
        for (String part : retryOn.split(",", -1)) {
            String condition = part.strip();
            if (STATUS.matcher(condition).matches()) {
                int status = Integer.parseInt(condition);
                if (status < 100 || status > 599) {
                    findings.bad(path, status, "a status code in 100..599");
                }
            } else if (!CONDITIONS.contains(condition)) {
                findings.bad(path, condition, "a status code, or one of " + CHOICES);
            }
        }
    }
}

package dev.lateen.httpbin;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// Who this httpbin says it is. Fails start-up with every bad setting at once.
@Singleton
final class Version {

    private final String name;
    private final String poweredBy;

    @Inject
    Version(HttpbinConfig config) {
        requireValid(config);
        this.name = config.version();
        this.poweredBy = config.poweredBy().orElseGet(() -> defaultPoweredBy(config.version()));
    }

    String name() {
        return name;
    }

    String poweredBy() {
        return poweredBy;
    }

    private static String defaultPoweredBy(String version) {
        return switch (version) {
            case "v1" -> "Flask";
            case "v2" -> "Express";
            default -> "httpbin " + version;
        };
    }

    static void requireValid(HttpbinConfig config) {
        List<String> violations = new ArrayList<>();
        if (!HeaderNames.isValue(config.version()) || config.version().isBlank()) {
            violations.add("httpbin.version: \"" + config.version() + "\" (expected: a visible header value)");
        }
        if (!(config.failureRate() >= 0 && config.failureRate() <= 1)) {
            violations.add("httpbin.failure-rate: " + config.failureRate() + " (expected: 0..1)");
        }
        if (config.failureStatus() < 200 || config.failureStatus() > 599) {
            violations.add("httpbin.failure-status: " + config.failureStatus() + " (expected: 200..599)");
        }
        if (config.latency().isNegative()) {
            violations.add("httpbin.latency: " + config.latency() + " (expected: 0s or more)");
        }
        if (config.latencyJitter().isNegative()) {
            violations.add("httpbin.latency-jitter: " + config.latencyJitter() + " (expected: 0s or more)");
        }
        if (config.maxBytes() < 0) {
            violations.add("httpbin.max-bytes: " + config.maxBytes() + " (expected: 0 or more)");
        }
        if (config.maxLines() < 0) {
            violations.add("httpbin.max-lines: " + config.maxLines() + " (expected: 0 or more)");
        }
        if (!violations.isEmpty()) {
            throw new ConfigurationException(String.join("; ", violations));
        }
    }
}

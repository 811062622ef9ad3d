package dev.lateen.benchmarks.scenario;

import dev.lateen.benchmarks.scenario.Scenario.Answer;
import java.util.List;
import java.util.Optional;

/// All scenarios, in the order in which they are told.
public final class Scenarios {

    /// Measured when none is named.
    public static final List<String> DEFAULT = List.of("1k-32", "1k-128");

    private static final List<Scenario> ALL = List.of(
            Scenario.of("1k-1", "1 KiB, 1 connection", 1),
            Scenario.of("1k-32", "1 KiB, 32 connections", 32),
            Scenario.of("1k-32-disturbed", "1 KiB, 32 connections, beside 500 slow and greedy clients", 32)
                    .besideGreedy(500),
            Scenario.of("1k-128", "1 KiB, 128 connections", 128),
            Scenario.of("1k-1000", "1 KiB, 1,000 connections", 1000),
            Scenario.of("64k-32", "64 KiB, 32 connections", 32).answering(Answer.KIB_64),
            Scenario.of("1m-8", "1 MiB, 8 connections", 8).answering(Answer.MIB_1),
            Scenario.of("post-16k-32", "POST of 16 KiB, 32 connections", 32).posting(16 * 1024, false),
            Scenario.of("chunked-32", "16 KiB in chunks both ways, 32 connections", 32)
                    .posting(16 * 1024, true)
                    .answering(Answer.CHUNKED_16_KIB),
            Scenario.of("close-32", "1 KiB, a connection for each request", 32).connectingForEach(),
            Scenario.of("log-32", "1 KiB, 32 connections, access log", 32).logging(),
            Scenario.of("policies-32", "1 KiB, 32 connections, retries, outlier detection and limits", 32)
                    .withPolicies(),
            Scenario.of("routes-100-32", "1 KiB, 32 connections, 100 routes", 32)
                    .routes(100),
            Scenario.of("routes-1000-32", "1 KiB, 32 connections, 1,000 routes", 32)
                    .routes(1_000),
            Scenario.of("routes-10000-32", "1 KiB, 32 connections, 10,000 routes", 32)
                    .routes(10_000),
            Scenario.of("routes-10000-few-32", "1 KiB, 32 connections, 10,000 routes of which 10 are asked for", 32)
                    .routes(10_000)
                    .asking(10),
            Scenario.of("workers-2-128", "1 KiB, 128 connections, two workers", 128)
                    .workers(2),
            Scenario.of("workers-2-close-32", "1 KiB, a connection for each request, two workers", 32)
                    .workers(2)
                    .connectingForEach(),
            Scenario.of("tls-32", "1 KiB, 32 connections, TLS 1.3", 32).tls(Scenario.Tls.DEFAULT),
            Scenario.of("tls-jdk-32", "1 KiB, 32 connections, TLS 1.3, the JDK's provider", 32)
                    .tls(Scenario.Tls.JDK),
            Scenario.of("handshakes-32", "TLS 1.3, a connection for each request", 32)
                    .tls(Scenario.Tls.DEFAULT)
                    .connectingForEach(),
            Scenario.of("open-1000", "1 KiB, 1,000 requests/s", 32).atRate(1_000),
            Scenario.of("open-1000-disturbed", "1 KiB, 1,000 requests/s, beside 500 slow and greedy clients", 32)
                    .atRate(1_000)
                    .besideGreedy(500),
            Scenario.of("open-1000-push", "1 KiB, 1,000 requests/s, a push every 100 ms", 32)
                    .atRate(1_000)
                    .pushingEvery(100),
            Scenario.of("open-5000", "1 KiB, 5,000 requests/s", 32).atRate(5_000));

    private Scenarios() {}

    public static List<Scenario> all() {
        return ALL;
    }

    public static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}

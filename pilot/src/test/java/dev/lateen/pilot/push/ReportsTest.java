package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.push.Reports.Reading;
import dev.lateen.snapshot.push.LatencyBuckets;
import dev.lateen.snapshot.push.Report;
import dev.lateen.snapshot.push.Report.RouteCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private static final String V1 = "outbound|8000|v1|httpbin.default.svc.cluster.local";
    private static final String V2 = "outbound|8000|v2|httpbin.default.svc.cluster.local";

    private Instant now = Instant.parse("2026-11-02T09:00:00Z");
    private final Reports reports = new Reports(() -> now);

    @BeforeEach
    void want() {
        reports.want("a/0");
    }

    @Test
    void theLatestReportOfEachProxyCounts() {
        take("gateway", "one", count(V2, 10, 1));
        take("gateway", "one", count(V2, 30, 2)); // that of 20 was lost, and with it nothing
        take("caller", "one", count(V2, 5, 0), count(V1, 100, 50));
        Reading reading = read();
        assertThat(reading.counts().requests()).isEqualTo(35);
        assertThat(reading.counts().errors()).isEqualTo(2);
    }

    @Test
    void aRestartedProxyBeginsAtZeroAndNothingIsLost() {
        take("gateway", "one", count(V2, 30, 2));
        take("gateway", "two", count(V2, 4, 1));
        take("gateway", "two", count(V2, 6, 1));
        assertThat(read().counts().requests()).isEqualTo(36);
        assertThat(read().counts().errors()).isEqualTo(3);
        take("gateway", "three", count(V2, 1, 0));
        assertThat(read().counts().requests()).isEqualTo(37);
    }

    @Test
    void whoIsConnectedAndSilentIsLate() {
        take("gateway", "one", count(V2, 30, 2));
        take("caller", "one", count(V2, 30, 2));
        assertThat(read().late()).isEmpty();
        now = now.plus(Duration.ofSeconds(16));
        assertThat(read().late()).containsExactly("caller", "gateway");
        reports.left("caller");
        take("gateway", "one", count(V2, 30, 2));
        assertThat(read().late()).isEmpty();
        assertThat(read().counts().requests()).isEqualTo(60);
    }

    @Test
    void whatNobodyWantsIsToBeForgotten() {
        reports.want("b/0");
        reports.release("a/0");
        Report report = new Report("gateway", "one", 5000, List.of(count(V2, 1, 0)));
        assertThat(reports.take(report)).containsExactly("a/0");
        assertThat(read().counts().requests()).isZero();
    }

    @Test
    void aQuantileIsAtMostAnEighthOff() {
        DestinationCounts counts = new DestinationCounts();
        for (long millis = 1; millis <= 1000; millis++) {
            int bucket = LatencyBuckets.of(TimeUnit.MILLISECONDS.toNanos(millis));
            counts.add(new RouteCount("a/0", V2, 0, 0, 0, Map.of(bucket, 1L)));
        }
        for (double share : new double[] {0.5, 0.9, 0.99}) {
            double millis = counts.quantile(share) / 1e6;
            assertThat(millis).isBetween(share * 1000 * 0.875, share * 1000 * 1.125);
        }
        assertThat(new DestinationCounts().quantile(0.99)).isZero();
    }

    private Reading read() {
        return reports.read("a/0", V2::equals);
    }

    private void take(String proxy, String run, RouteCount... counts) {
        assertThat(reports.take(new Report(proxy, run, 5000, List.of(counts)))).isEmpty();
    }

    private static RouteCount count(String cluster, long requests, long errors) {
        return new RouteCount("a/0", cluster, errors, 0, 0, Map.of(3, requests));
    }
}

package dev.lateen.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.Report.RouteCount;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteMetersTest {

    private final RequestMetrics metrics = new RequestMetrics(WorkloadRef.UNKNOWN, "1.2.3", 100);
    private final LoopTelemetry loop = metrics.forLoop();
    private final RouteMeters meters = metrics.meters();

    @Test
    void onlyRoutesWithAMeterAreCounted() {
        finish(null, 200);
        assertThat(meters.read()).isEmpty();
    }

    @Test
    void eachKindOfFailureIsCountedOnce() {
        // Given
        finish("a/0", 200);
        finish("a/0", 404);
        finish("a/0", 500);
        finish("a/0", 503, ResponseFlag.UF);
        finish("a/0", 503, ResponseFlag.NC);
        finish("a/0", 404, ResponseFlag.FI);
        finish("a/0", 200, ResponseFlag.UC);
        finish("a/0", 0, ResponseFlag.DC);

        // Then
        RouteCount count = meters.read().getFirst();
        assertThat(count.meter()).isEqualTo("a/0");
        assertThat(count.upstreamErrors()).isEqualTo(1);
        assertThat(count.localErrors()).isEqualTo(3);
        assertThat(count.abandoned()).isEqualTo(1);
        assertThat(count.latencies().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(8);
    }

    @Test
    void whatIsForgottenMakesRoom() {
        // Given
        for (int i = 0; i < 300; i++) {
            finish("m" + i, 200);
        }
        assertThat(meters.read()).hasSize(256);
        assertThat(meters.refused()).isEqualTo(44);

        // When
        meters.forget(List.of("m0", "unknown"));
        finish("new", 200);
        finish("newer", 200);

        // Then
        assertThat(meters.read()).extracting(RouteCount::meter).contains("new").doesNotContain("m0", "newer");
    }

    private void finish(@Nullable String meter, int status, ResponseFlag... flags) {
        var exchange = new SampleExchange();
        exchange.meter = meter;
        exchange.status = status;
        exchange.flags = 0;
        for (var flag : flags) {
            exchange.flags |= flag.bit();
        }
        loop.finished(exchange);
    }
}

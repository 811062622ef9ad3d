package dev.lateen.httpbin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void poweredByFollowsTheVersionUnlessItIsGiven() {
        assertThat(version(Map.of()).poweredBy()).isEqualTo("Flask");
        assertThat(version(Map.of("httpbin.version", "v2")).poweredBy()).isEqualTo("Express");
        assertThat(version(Map.of("httpbin.version", "v3")).poweredBy()).isEqualTo("httpbin v3");
        assertThat(version(Map.of("httpbin.powered-by", "Sails")).poweredBy()).isEqualTo("Sails");
    }

    @Test
    void namesEveryBadSettingAtOnce() {
        Map<String, String> settings = Map.of(
                "httpbin.failure-rate", "1.5",
                "httpbin.failure-status", "99",
                "httpbin.latency", "-1s",
                "httpbin.max-bytes", "-1");

        assertThatThrownBy(() -> version(settings))
                .hasMessageContaining("httpbin.failure-rate: 1.5 (expected: 0..1)")
                .hasMessageContaining("httpbin.failure-status: 99 (expected: 200..599)")
                .hasMessageContaining("httpbin.latency: PT-1S (expected: 0s or more)")
                .hasMessageContaining("httpbin.max-bytes: -1 (expected: 0 or more)");
    }

    @Test
    void failsAnEvenShareOfTheRequests() {
        Faults.FailureSchedule schedule = new Faults.FailureSchedule(0.1);
        for (int run = 0; run < 50; run++) {
            int failed = 0;
            for (int i = 0; i < 10; i++) {
                failed += schedule.next() ? 1 : 0;
            }
            assertThat(failed).isEqualTo(1);
        }
        assertThat(new Faults.FailureSchedule(0).next()).isFalse();
        assertThat(new Faults.FailureSchedule(1).next()).isTrue();
    }

    @Test
    void titleCasesHeaderNamesAsPythonDoes() {
        assertThat(HeaderNames.titleCase("x-test-header")).isEqualTo("X-Test-Header");
        assertThat(HeaderNames.titleCase("X-B3-TRACEID")).isEqualTo("X-B3-Traceid");
        assertThat(HeaderNames.titleCase("DNT")).isEqualTo("Dnt");
    }

    private static Version version(Map<String, String> settings) {
        return new Version(new SmallRyeConfigBuilder()
                .withMapping(HttpbinConfig.class)
                .withDefaultValues(settings)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(HttpbinConfig.class));
    }
}

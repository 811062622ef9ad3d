package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RevisionLogTest {

    private final RevisionLog log = new RevisionLog();

    @Test
    void measuresFromTheChangeToTheLastAcknowledgement() {
        log.accepted(5, 1_000);
        log.accepted(6, 2_000);
        log.converged(5, 4_000);
        log.converged(6, 9_000);
        assertThat(log.duration(5, true, 99_000)).isEqualTo(Duration.ofNanos(3_000));
        assertThat(log.duration(6, true, 99_000)).isEqualTo(Duration.ofNanos(7_000));
    }

    @Test
    void measuresUntilNowWhileProxiesAreMissing() {
        log.accepted(5, 1_000);
        assertThat(log.duration(5, false, 3_000)).isEqualTo(Duration.ofNanos(2_000));
    }

    @Test
    void aProxyThatFallsBackDoesNotRewriteHistory() {
        log.accepted(5, 1_000);
        log.converged(5, 2_000);
        log.converged(3, 5_000);
        log.converged(5, 8_000);
        assertThat(log.duration(5, true, 9_000)).isEqualTo(Duration.ofNanos(1_000));
    }

    @Test
    void aRevisionOfAnEarlierRunTookNoTimeThatIsKnown() {
        assertThat(log.duration(1, true, 9_000)).isZero();
        assertThat(log.since(1, 9_000)).isNull();
    }
}

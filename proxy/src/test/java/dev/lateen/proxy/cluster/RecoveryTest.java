package dev.lateen.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// How a destination that had no endpoint comes back, by a clock of the test's own.
class RecoveryTest {

    private final AtomicLong now = new AtomicLong(1_000);
    private final Recovery recovery = new Recovery(now::get);

    @Test
    void whoWasNeverLostHasTheWholeShare() {
        assertThat(recovery.tenths(true)).isEqualTo(10);
        now.addAndGet(Recovery.STEP_NANOS * 3);
        assertThat(recovery.tenths(true)).isEqualTo(10);
    }

    @Test
    void whoComesBackGetsATenthMoreWithEachStep() {
        recovery.tenths(false);
        for (int tenths = 1; tenths <= 10; tenths++) {
            assertThat(recovery.tenths(true)).isEqualTo(tenths);
            now.addAndGet(Recovery.STEP_NANOS - 1);
            assertThat(recovery.tenths(true)).isEqualTo(tenths);
            now.addAndGet(1);
        }
        assertThat(recovery.tenths(true)).isEqualTo(10);
    }

    @Test
    void whoIsLostAgainBeginsAnew() {
        recovery.tenths(false);
        recovery.tenths(true);
        now.addAndGet(Recovery.STEP_NANOS * 5);
        assertThat(recovery.tenths(true)).isEqualTo(6);

        assertThat(recovery.tenths(false)).isZero();
        assertThat(recovery.tenths(true)).isEqualTo(1);
    }
}

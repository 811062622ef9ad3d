package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallRateTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void asManyAsASecondHasAtOnceAndThenOneForEachPart() {
        CallRate rate = new CallRate(10, 0);
        assertThat(taken(rate, 0, 20)).isEqualTo(10);
        assertThat(taken(rate, SECOND / 10, 20)).isEqualTo(1);
        assertThat(taken(rate, SECOND / 2, 20)).isEqualTo(4);
        assertThat(taken(rate, 100 * SECOND, 20)).isEqualTo(10);
    }

    private static int taken(CallRate rate, long nanoTime, int calls) {
        int taken = 0;
        for (int i = 0; i < calls; i++) {
            taken += rate.take(nanoTime) ? 1 : 0;
        }
        return taken;
    }
}

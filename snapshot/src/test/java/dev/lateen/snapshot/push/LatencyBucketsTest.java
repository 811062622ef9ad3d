package dev.lateen.snapshot.push;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyBucketsTest {

    @Test
    void everyBucketBeginsWhereTheOneBeforeEnds() {
        for (int bucket = 0; bucket < LatencyBuckets.COUNT; bucket++) {
            long low = LatencyBuckets.lowerBound(bucket);
            long high = LatencyBuckets.lowerBound(bucket + 1);
            assertThat(LatencyBuckets.of(low)).isEqualTo(bucket);
            assertThat(LatencyBuckets.of(high - 1)).isEqualTo(bucket);
        }
    }

    @Test
    void noneIsWiderThanAnEighthOfWhatItHolds() {
        for (int bucket = 8; bucket < LatencyBuckets.COUNT; bucket++) {
            long low = LatencyBuckets.lowerBound(bucket);
            assertThat((LatencyBuckets.lowerBound(bucket + 1) - low) * 8).isLessThanOrEqualTo(low);
        }
    }

    @Test
    void whatIsBeyondTheScaleIsInTheLastOne() {
        assertThat(LatencyBuckets.of(Long.MAX_VALUE)).isEqualTo(LatencyBuckets.COUNT - 1);
        assertThat(LatencyBuckets.of(-1)).isZero();
    }
}

package dev.lateen.httpbin;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "           ,   0, 99",
        "bytes=0-9  ,   0,  9",
        "bytes=10-  ,  10, 99",
        "bytes=-10  ,  90, 99",
        "bytes=-500 ,   0, 99",
        "bytes=5-5  ,   5,  5",
        "bytes=0-100,   0, 100",
        "bytes=100- , 100, 99",
        "bytes=9-0  ,   9,  0",
        "bytes=-0   , 100, 99",
        "bytes=-    ,   0, 99",
        "bytes=a-b  ,   0, 99",
        "bytes=0-1-2,   0, 99",
        "lines=0-1  ,   0, 99",
    })
    void readsOneRangeOfAHundred(@Nullable String header, long first, long last) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange(first, last));
    }

    @ParameterizedTest
    @CsvSource({"0, 99, true", "99, 99, true", "0, 100, false", "100, 99, false", "9, 0, false"})
    void isWithinWhenBothEndsAre(long first, long last, boolean within) {
        assertThat(new ByteRange(first, last).isWithin(100)).isEqualTo(within);
    }
}

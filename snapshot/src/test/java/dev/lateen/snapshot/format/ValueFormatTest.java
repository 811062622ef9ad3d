package dev.lateen.snapshot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.format.ValueFormat.Field;
import dev.lateen.snapshot.format.ValueFormat.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueFormatTest {

    @ParameterizedTest
    @CsvSource({"plain, plain", "100%%, 100%", "'', ''", "%%%%, %%", "a%%b%%, a%b%"})
    void textIsTheSameForEveryRequest(String text, String literal) {
        assertThat(ValueFormat.parse(text).literal()).isEqualTo(literal);
    }

    @Test
    void fieldsStandBetweenTexts() {
        var format = ValueFormat.parse("a %REQ(X-User?:authority):20% b%%%PROTOCOL%%HOSTNAME:3%");

        assertThat(format.literal()).isNull();
        assertThat(format.segments())
                .containsExactly(
                        new Text("a "),
                        new Field(Operator.REQ, "X-User?:authority", 20),
                        new Text(" b%"),
                        new Field(Operator.PROTOCOL, "", Integer.MAX_VALUE),
                        new Field(Operator.HOSTNAME, "", 3));
    }

    @Test
    void percentSignsInParenthesesBelongToTheArgument() {
        assertThat(ValueFormat.parse("%START_TIME(%Y/%m)%-").segments())
                .containsExactly(new Field(Operator.START_TIME, "%Y/%m", Integer.MAX_VALUE), new Text("-"));
        assertThat(ValueFormat.parse("%START_TIME(%s):5%").segments())
                .containsExactly(new Field(Operator.START_TIME, "%s", 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100%", "%", "% PROTOCOL%", "%REQ(x%", "%PROTOCOL", "%lower%"})
    void aPercentSignThatBeginsNothingIsRefused(String text) {
        assertThatThrownBy(() -> ValueFormat.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%UPSTREAM_METADATA(a)% | %UPSTREAM_METADATA% (expected: one of REQ, RESP, START_TIME",
                "%REQ% | %REQ% (expected: a header's name in parentheses)",
                "%REQ()% | %REQ()% (expected: a header's name in parentheses)",
                "%PROTOCOL(x)% | %PROTOCOL(x)% (expected: no parentheses)",
                "%HOSTNAME:x% | %HOSTNAME:x% (expected: a length behind the colon)",
                "%START_TIME(%q)% | %START_TIME(%q)% (expected: %Y"
            })
    void whatCannotBeMadeIsNamed(String text, String message) {
        assertThatThrownBy(() -> ValueFormat.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2023-11-14T22:13:20.042Z",
        "%Y-%m-%d %H:%M:%S, 2023-11-14 22:13:20",
        "%F %T %z %Z, 2023-11-14 22:13:20 +0000 UTC",
        "'%a, %e %b %y', 'Tue, 14 Nov 23'",
        "%A %B %j %D %R, Tuesday November 318 11/14/23 22:13",
        "%I %p, 10 PM",
        "%s.%3f, 1700000000.042",
        "%f %1f %%, 042000000 0 %"
    })
    void timesFollowThePattern(String pattern, String expected) {
        assertThat(TimePattern.format(pattern, 1_700_000_000_042L)).isEqualTo(expected);
    }
}

package dev.lateen.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.ResponseHeadBuffer;
import dev.lateen.proxy.upstream.UpstreamFailure;
import dev.lateen.proxy.upstream.UpstreamFailure.Kind;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RetryPolicy.Condition;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRulesTest {

    private static final RetryRules STANDARD = new RetryRules(RetryPolicy.DEFAULT);
    private static final RetryRules INBOUND = new RetryRules(RetryPolicy.INBOUND);

    private static RetryRules on(Condition... conditions) {
        return new RetryRules(RetryPolicy.DEFAULT.on(List.of(conditions), List.of()));
    }

    private static UpstreamFailure failure(Kind kind, boolean sent) {
        return new UpstreamFailure(kind, false, false, sent, "");
    }

    private static ResponseHeadBuffer answer(String lines) {
        var head = new ResponseHeadBuffer(Limits.DEFAULT);
        head.feed(Unpooled.copiedBuffer("HTTP/1.1 " + lines + "\r\n\r\n", StandardCharsets.US_ASCII));
        return head;
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECT", "CONNECT_TIMEOUT", "TLS"})
    void withoutAConnectionAnythingIsRepeated(Kind kind) {
        assertThat(STANDARD.repeat(failure(kind, false), false)).isTrue();
        assertThat(INBOUND.repeat(failure(kind, false), false)).isTrue();
        assertThat(on(Condition.RETRIABLE_4XX).repeat(failure(kind, false), true))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSED", "PROTOCOL", "TIMEOUT"})
    void whatMayHaveArrivedIsRepeatedIfThatIsTheSameOrWasNamed(Kind kind) {
        var sent = failure(kind, true);
        assertThat(STANDARD.repeat(sent, true)).isFalse();
        assertThat(INBOUND.repeat(sent, true)).isFalse();
        assertThat(on(Condition.FIVE_XX).repeat(sent, true)).isTrue();
        assertThat(on(Condition.FIVE_XX).repeat(sent, false)).isFalse();
        assertThat(on(Condition.GATEWAY_ERROR).repeat(sent, false)).isFalse();
        assertThat(on(Condition.RESET).repeat(sent, false)).isTrue();
    }

    @Test
    void whatCannotHaveArrivedIsRepeatedUnderAnyNameForIt() {
        var unsent = failure(Kind.CLOSED, false);
        assertThat(INBOUND.repeat(unsent, false)).isTrue();
        assertThat(on(Condition.FIVE_XX).repeat(unsent, false)).isTrue();
        assertThat(on(Condition.RESET_BEFORE_REQUEST).repeat(unsent, false)).isTrue();
        assertThat(on(Condition.CONNECT_FAILURE).repeat(unsent, false)).isFalse();
    }

    @Test
    void nobodyLooksWhetherBytesHaveLeftUnlessThatDecides() {
        assertThat(STANDARD.asksWhetherSent(true)).isFalse();
        assertThat(STANDARD.asksWhetherSent(false)).isFalse();
        assertThat(INBOUND.asksWhetherSent(true)).isTrue();
        assertThat(on(Condition.FIVE_XX).asksWhetherSent(true)).isFalse();
        assertThat(on(Condition.FIVE_XX).asksWhetherSent(false)).isTrue();
        assertThat(on(Condition.RESET).asksWhetherSent(false)).isFalse();
    }

    @Test
    void bodiesAreKeptOnlyWhereTheyMayBeNeeded() {
        assertThat(STANDARD.mayRepeatSent(true)).isFalse();
        assertThat(on(Condition.UNAVAILABLE).mayRepeatSent(false)).isTrue();
        assertThat(on(Condition.RETRIABLE_4XX).mayRepeatSent(false)).isTrue();
        assertThat(on(Condition.CONNECT_FAILURE).mayRepeatSent(true)).isFalse();
        assertThat(new RetryRules(RetryPolicy.OFF).mayRepeatSent(true)).isFalse();
    }

    @Test
    void answersOfAnUnnamedConditionAreNotRepeated() {
        assertThat(STANDARD.repeat(answer("200 OK\r\ngrpc-status: 14"), false)).isFalse();
        assertThat(STANDARD.repeat(answer("503 No"), true)).isFalse();
        assertThat(on(Condition.UNAVAILABLE).repeat(answer("200 OK\r\ngrpc-status: 14"), false))
                .isTrue();
        assertThat(on(Condition.UNAVAILABLE).repeat(answer("200 OK\r\ngrpc-status: 140"), false))
                .isFalse();
    }

    @Test
    void withoutAttemptsNothingIsRepeated() {
        var off = new RetryRules(RetryPolicy.OFF.on(List.of(Condition.FIVE_XX), List.of(404)));
        assertThat(off.repeat(failure(Kind.CONNECT, false), true)).isFalse();
        assertThat(off.repeat(answer("404 No"), true)).isFalse();
        assertThat(off.repeat(answer("503 No"), true)).isFalse();
    }

    @Test
    void waitsAreRandomBelowABoundThatGrowsTenfoldAtMost() {
        var random = new SplittableRandom(42);
        long[] bounds = {25, 75, 175, 250, 250};
        for (int retry = 1; retry <= bounds.length; retry++) {
            long most = 0;
            for (int i = 0; i < 1000; i++) {
                most = Math.max(most, STANDARD.waitNanos(retry, random));
            }
            long bound = TimeUnit.MILLISECONDS.toNanos(bounds[retry - 1]);
            assertThat(most).isLessThan(bound).isGreaterThan(bound * 9 / 10);
        }
    }
}

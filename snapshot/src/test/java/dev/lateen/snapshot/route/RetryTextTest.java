package dev.lateen.snapshot.route;

import static dev.lateen.snapshot.route.Tables.forward;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RetryPolicy.Condition;
import dev.lateen.snapshot.RetryPolicy.NextEndpoint;
import dev.lateen.snapshot.RouteAction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTextTest {

    private static final String TOGETHER =
            " ms from the request's last byte to the answer: the timeout holds for all attempts and waits together";

    private static String text(long timeoutMillis, RetryPolicy policy) {
        var plain = forward("a", 1);
        var forward = new RouteAction.Forward(
                plain.destinations(), null, null, timeoutMillis, plain.request(), plain.response());
        return String.join("\n", RetryText.lines(forward.withRetries(policy)));
    }

    private static RetryPolicy policy(int attempts, long perTryMillis) {
        return new RetryPolicy(
                attempts,
                perTryMillis,
                List.of(Condition.RESET),
                List.of(503),
                true,
                25,
                NextEndpoint.ANOTHER,
                false,
                false);
    }

    @ParameterizedTest(name = "{0} ms, {1} retries of {2} ms: at most {3} ms")
    @CsvSource({
        "0, 2, 1000, 3100, 3 attempts of 1000 ms and waits of 100 ms",
        "0, 1, 1000, 2025, 2 attempts of 1000 ms and waits of 25 ms",
        "0, 5, 10, 835, 6 attempts of 10 ms and waits of 775 ms",
        "9000, 2, 1000, 3100, 3 attempts of 1000 ms and waits of 100 ms"
    })
    void theWorstCaseIsAllAttemptsAndWaits(long timeout, int attempts, long perTry, long worst, String why) {
        assertThat(text(timeout, policy(attempts, perTry)))
                .endsWith("at worst " + worst + " ms from the request's last byte to the answer: " + why);
    }

    @Test
    void aShorterTimeoutIsTheWorstCase() {
        assertThat(text(2000, policy(2, 1000))).endsWith("at worst 2000" + TOGETHER);
        assertThat(text(2000, policy(2, 0))).endsWith("at worst 2000" + TOGETHER);
        assertThat(text(2000, RetryPolicy.OFF)).isEqualTo("no retries\nat worst 2000" + TOGETHER);
        assertThat(text(0, RetryPolicy.OFF)).endsWith("as long as the upstream likes: there is no timeout");
    }

    @Test
    void hugeNumbersAreNoProblem() {
        assertThat(text(0, policy(Integer.MAX_VALUE, Long.MAX_VALUE / 4))).contains("at worst 49517601571415");
    }

    @Test
    void whatIsRepeatedAndWhereIsSaid() {
        assertThat(text(0, policy(1, 0)))
                .startsWith("up to 1 retry at another endpoint, if there is one, after reset,503\n"
                        + "a request that is not idempotent is repeated as well, if the failure is named above\n");
        assertThat(text(0, policy(2, 0).withOtherDestination()))
                .startsWith("up to 2 retries at the heaviest other destination after reset,503\n");
        assertThat(text(0, RetryPolicy.DEFAULT))
                .contains("a request that is not idempotent is repeated only if no application can have seen it\n");
    }
}

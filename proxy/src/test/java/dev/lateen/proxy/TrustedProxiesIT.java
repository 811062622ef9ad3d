package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A gateway behind proxies that it trusts believes what they say of the client, and nothing that a client says itself.
class TrustedProxiesIT {

    private static final RouteMatch PLAIN =
            new RouteMatch(null, false, new StringMatch.Exact("http"), null, null, List.of(), List.of());

    private final OriginServer origin = OriginServer.answering(Answer.ok("hello"));
    private TestProxy proxy;

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    private void start(int trusted) {
        proxy = TestProxy.start(Snapshots.toPorts(origin.port()), config -> config.withTrustedProxies(trusted));
    }

    private ReceivedRequest forwarded(String... headers) throws Exception {
        assertThat(proxy.get("/", headers).status()).isEqualTo(200);
        return origin.takeRequest();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1.1.1.1, 2.2.2.2          | 127.0.0.1",
                "1 | 1.1.1.1, 2.2.2.2          | 2.2.2.2",
                "2 | 1.1.1.1, 2.2.2.2          | 1.1.1.1",
                "2 | 9.9.9.9,1.1.1.1,2.2.2.2   | 1.1.1.1",
                "1 | 2001:db8::1               | 2001:db8::1",
                "3 | 1.1.1.1, 2.2.2.2          | 127.0.0.1",
                "1 | not an address            | 127.0.0.1",
                "1 | 1.1.1.1:80                | 127.0.0.1",
                "1 | '1.1.1.1,'                | 127.0.0.1",
            })
    void theClientIsWhomTheOutermostTrustedProxySaw(int trusted, String forwardedFor, String client) throws Exception {
        start(trusted);

        var request = forwarded("Host: a", "X-Forwarded-For: " + forwardedFor, "x-envoy-external-address: 6.6.6.6");

        assertThat(request.headers("x-envoy-external-address")).containsExactly(client);
        assertThat(request.headers("x-forwarded-for")).containsExactly(forwardedFor + ", 127.0.0.1");
    }

    @Test
    void severalLinesOfForwardedForAreOneList() throws Exception {
        start(2);

        var request = forwarded("Host: a", "X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 2.2.2.2");

        assertThat(request.headers("x-envoy-external-address")).containsExactly("1.1.1.1");
        assertThat(request.headers("x-forwarded-for")).containsExactly("1.1.1.1, 2.2.2.2, 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"0, https, http", "1, https, https", "1, HTTPS, https", "1, http, http", "1, gopher, http"})
    void theProtocolIsWhatTheTrustedProxySays(int trusted, String said, String forwarded) throws Exception {
        start(trusted);

        assertThat(forwarded("Host: a", "X-Forwarded-Proto: " + said).headers("x-forwarded-proto"))
                .containsExactly(forwarded);
    }

    @Test
    void withoutAWordTheConnectionCounts() throws Exception {
        start(1);

        var request = forwarded("Host: a");

        assertThat(request.headers("x-forwarded-proto")).containsExactly("http");
        assertThat(request.headers("x-envoy-internal")).containsExactly("true");
    }

    @ParameterizedTest
    @CsvSource({"0, https, 301", "1, https, 200", "1, http, 301", "1, '', 301"})
    void whoCameOverTlsIsNotSentThereAgain(int trusted, String said, int status) throws Exception {
        // Given
        start(trusted);
        var redirect = new RouteAction.Redirect(301, "https", null, 0, null, HeaderEdits.NONE);
        proxy.apply(Snapshots.of(
                Listener.Kind.GATEWAY,
                List.of(
                        new Route("to-https", PLAIN, redirect, Snapshots.origin(0)),
                        Snapshots.route(1, null, Snapshots.forward(Snapshots.to("a", 1)))),
                Snapshots.cluster("a", origin.port())));

        // When
        RawResponse response = proxy.get("/x", "Host: a", "X-Forwarded-Proto: " + said);

        // Then
        assertThat(response.status()).isEqualTo(status);
        if (status == 301) {
            assertThat(response.header("location")).contains("https://a/x");
        }
    }
}

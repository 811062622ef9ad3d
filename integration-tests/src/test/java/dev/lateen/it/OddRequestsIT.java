package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.Chain.Via;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are allowed but seldom sent, and such that try to confuse the next hop.
class OddRequestsIT {

    private static Chain chain;

    @BeforeAll
    static void start() {
        chain = Chain.start(request -> request.target().equals("/named")
                ? Answer.ok("body").withHeader("Connection", "content-length, content-type, date")
                : Answer.ok(request.bodyText()));
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @ParameterizedTest
    @EnumSource
    void connectionCannotNameWhatFramesOrRoutesTheRequest(Via via) throws IOException {
        try (RawHttpClient client = chain.connect(via)) {
            client.send(via.head("POST", "/")
                    + "Connection: content-length, host, transfer-encoding\r\nContent-Length: 4\r\n\r\nbody");
            assertThat(client.read("POST").bodyText()).isEqualTo("body");
            client.send(via.head("POST", "/")
                    + "Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
            assertThat(client.read("POST").bodyText()).isEqualTo("abc");
        }
        ReceivedRequest first = chain.take();
        assertThat(first.headers("host")).containsExactly(via.host());
        assertThat(first.bodyText()).isEqualTo("body");
        assertThat(chain.take().bodyText()).isEqualTo("abc");
    }

    @ParameterizedTest
    @EnumSource
    void connectionOfAnAnswerCannotNameItsFraming(Via via) throws IOException {
        try (RawHttpClient client = chain.connect(via)) {
            for (int i = 0; i < 2; i++) {
                RawResponse response =
                        client.send(via.head("GET", "/named") + "\r\n").read();
                assertThat(response.bodyText()).isEqualTo("body");
                chain.take();
            }
        }
    }

    @Test
    void connectionCannotTakeTheForwardingHeadersOfTheGatewayAway() throws IOException {
        ReceivedRequest request = chain.forwarded(
                Via.GATEWAY,
                "Connection: x-forwarded-for, x-forwarded-proto, x-request-id, x-envoy-external-address",
                "X-Forwarded-For: 1.2.3.4");
        assertThat(request.header("x-forwarded-for").orElse("")).endsWith("127.0.0.1");
        assertThat(request.headers("x-forwarded-proto")).containsExactly("http");
        assertThat(request.headers("x-request-id")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "http://httpbin:8000, /",
        "http://httpbin:8000?a=b, /?a=b",
        "HTTP://HTTPBIN:8000/x, /x",
        "/origin-form, /origin-form"
    })
    void aSidecarTakesEveryFormOfTarget(String target, String expected) throws IOException {
        try (RawHttpClient client = chain.connect(Via.SIDECAR)) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: httpbin:8000\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(chain.take().target()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "httpbin.default.svc.cluster.local.:8000",
                "httpbin.default.svc.cluster.local:8000",
                "Httpbin.Default.Svc:8000"
            })
    void everyNameOfTheServiceIsKnown(String authority) {
        RawResponse response = Calls.mesh(chain.caller().sidecar(), authority, "/");
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        assertThat(chain.take().headers("host")).containsExactly(authority);
    }

    @Test
    void theTargetDecidesWhenItAndHostDisagree() throws IOException {
        try (RawHttpClient client = chain.connect(Via.SIDECAR)) {
            client.send("GET http://httpbin:8000/ HTTP/1.1\r\nHost: elsewhere.example.com\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(chain.take().headers("host")).containsExactly("httpbin:8000");
    }

    @Test
    void optionsOfTheServerPass() throws IOException {
        try (RawHttpClient client = chain.connect(Via.GATEWAY)) {
            client.send("OPTIONS * HTTP/1.1\r\nHost: x.example.com\r\n\r\n");
            assertThat(client.read("OPTIONS").status()).isEqualTo(200);
        }
        assertThat(chain.take().target()).isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:80", "127.0.0.1:8080", "x_y.example.com", "x.example.com."})
    void oddHostsAreServedByTheWildcard(String host) {
        RawResponse response = Calls.gateway(chain.mesh().gatewayPort(), host, "/");
        assertThat(Calls.rule(response)).as(response.toString()).isEqualTo("all");
        assertThat(chain.take().headers("host")).containsExactly(host);
    }

    @Test
    void anHttp10ClientGetsAWholeAnswerAndTheEndOfTheConnection() throws IOException {
        try (RawHttpClient client = chain.connect(Via.GATEWAY)) {
            client.send("GET / HTTP/1.0\r\nHost: x.example.com\r\n\r\n");
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("transfer-encoding")).isEmpty();
            client.awaitClose();
        }
        chain.take();
    }

    @Test
    void aRequestThatNoRuleTakesIsAnsweredWithoutWaitingForItsBody() throws IOException {
        try (Mesh mesh = Mesh.start(1)) {
            mesh.apply(Yaml.gateway("default/gateway", "a.test")
                    + Yaml.virtualService("default/a", "a.test", "gateway", Yaml.rule("all")));
            try (RawHttpClient client = RawHttpClient.connect(mesh.gatewayPort())) {
                client.send("POST / HTTP/1.1\r\nHost: nowhere.test\r\n"
                        + "Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");
                assertThat(client.read("POST").status()).isEqualTo(404);
                client.awaitClose();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalLinesOfOneHeaderStayInOrder(Via via) throws IOException {
        assertThat(chain.forwarded(via, "x-a: 1", "X-A: 2", "x-b: b", "x-a: 3").headers("x-a"))
                .containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @EnumSource
    void namesKeepTheirCaseAndValuesTheirBytes(Via via) throws IOException {
        ReceivedRequest request = chain.forwarded(via, "X-MiXed-Case:   caf\u00e9 \u00fc  ");
        assertThat(request.headText()).contains("X-MiXed-Case:").contains("caf\u00e9 \u00fc");
    }
}

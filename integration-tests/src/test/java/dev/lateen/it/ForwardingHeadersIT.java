package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.Chain.Via;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Headers that proxies add, keep or strip by their role: forwarding, request id, tracing, and what they tell each
/// other.
class ForwardingHeadersIT {

    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static Chain chain;

    @BeforeAll
    static void start() {
        chain = Chain.start(request -> Answer.ok("ok"));
    }

    @AfterAll
    static void stop() {
        chain.close();
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerHasTheProxiesHeadersOnce(Via via) throws IOException {
        RawResponse response = chain.send(via, "GET", "/");
        assertThat(response.headers("server")).containsExactly("lateen");
        assertThat(response.headers("date")).hasSize(1);
        assertThat(response.headers("x-envoy-upstream-service-time"))
                .singleElement()
                .asString()
                .matches("[0-9]+");
        chain.take();
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationSeesTheHostThatWasAskedFor(Via via) throws IOException {
        ReceivedRequest request = chain.forwarded(via);
        assertThat(request.headers("host")).containsExactly(via.host());
        assertThat(request.target()).isEqualTo("/");
    }

    @Test
    void theGatewayAppendsTheClientToForwardedForAndSidecarsDoNot() throws IOException {
        assertThat(chain.forwarded(Via.GATEWAY).headers("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(chain.forwarded(Via.GATEWAY, "X-Forwarded-For: 1.2.3.4").headers("x-forwarded-for"))
                .containsExactly("1.2.3.4, 127.0.0.1");
        assertThat(chain.forwarded(Via.SIDECAR).headers("x-forwarded-for")).isEmpty();
        assertThat(chain.forwarded(Via.SIDECAR, "X-Forwarded-For: 1.2.3.4").headers("x-forwarded-for"))
                .containsExactly("1.2.3.4");
    }

    @ParameterizedTest
    @CsvSource({"GATEWAY, http", "SIDECAR, https"})
    void theGatewayDecidesTheProtoAndSidecarsKeepIt(Via via, String expected) throws IOException {
        assertThat(chain.forwarded(via, "X-Forwarded-Proto: https").headers("x-forwarded-proto"))
                .containsExactly(expected);
        assertThat(chain.forwarded(via).headers("x-forwarded-proto")).containsExactly("http");
    }

    @Test
    void theGatewayGivesExternalClientsANewRequestId() throws IOException {
        assertThat(chain.forwarded(Via.GATEWAY).headers("x-request-id"))
                .singleElement()
                .asString()
                .matches(UUID);
        assertThat(chain.forwarded(Via.GATEWAY, "X-Request-Id: mine", "X-Forwarded-For: 1.2.3.4")
                        .headers("x-request-id"))
                .singleElement()
                .asString()
                .matches(UUID);
        assertThat(chain.forwarded(Via.GATEWAY, "X-Request-Id: mine").headers("x-request-id"))
                .containsExactly("mine");
        assertThat(chain.forwarded(Via.SIDECAR).headers("x-request-id"))
                .singleElement()
                .asString()
                .matches(UUID);
        assertThat(chain.forwarded(Via.SIDECAR, "X-Request-Id: mine", "X-Forwarded-For: 1.2.3.4")
                        .headers("x-request-id"))
                .containsExactly("mine");
    }

    @ParameterizedTest
    @EnumSource
    void aTraceBeginsAtTheFirstProxyAndIsKeptByTheRest(Via via) throws IOException {
        ReceivedRequest begun = chain.forwarded(via);
        assertThat(begun.headers("x-b3-traceid")).singleElement().asString().matches("[0-9a-f]{32}");
        assertThat(begun.headers("x-b3-spanid")).singleElement().asString().matches("[0-9a-f]{16}");
        assertThat(begun.headers("x-b3-sampled")).singleElement().asString().matches("[01]");
        ReceivedRequest given = chain.forwarded(
                via,
                "X-B3-TraceId: 80f198ee56343ba864fe8b2a57d3eff7",
                "X-B3-SpanId: e457b5a2e4d86bd1",
                "X-B3-Sampled: 1");
        assertThat(given.headers("x-b3-traceid")).containsExactly("80f198ee56343ba864fe8b2a57d3eff7");
        assertThat(given.headers("x-b3-sampled")).containsExactly("1");
    }

    @Test
    void theGatewayStripsControlHeadersOfClients() throws IOException {
        ReceivedRequest request = chain.forwarded(
                Via.GATEWAY,
                "X-Forwarded-For: 1.2.3.4",
                "X-Envoy-Retry-On: 5xx",
                "x-envoy-max-retries: 9",
                "x-envoy-upstream-rq-timeout-ms: 1",
                "x-envoy-original-path: /evil",
                "x-envoy-internal: true",
                "x-envoy-external-address: 9.9.9.9",
                "X-Envoy-Peer-Metadata: w=evil",
                "x-envoy-peer-metadata-id: evil",
                "x-envoy-attempt-count: 7");
        assertThat(request.headers().stream()
                        .map(header -> header.name().toLowerCase(Locale.ROOT))
                        .filter(name -> name.startsWith("x-envoy-")))
                .containsExactlyInAnyOrder("x-envoy-external-address", "x-envoy-attempt-count");
        assertThat(request.headers("x-envoy-external-address")).containsExactly("127.0.0.1");
        assertThat(request.headers("x-envoy-attempt-count")).containsExactly("1");
    }

    @Test
    void theApplicationNeverSeesWhatProxiesTellEachOther() throws IOException {
        assertThat(chain.forwarded(Via.SIDECAR, "x-envoy-peer-metadata: w=evil").headText())
                .doesNotContainIgnoringCase("x-envoy-peer-metadata");
        assertThat(chain.forwarded(Via.SIDECAR, "X-Envoy-Upstream-RQ-Timeout-Ms: 30000")
                        .headText())
                .doesNotContainIgnoringCase("rq-timeout");
    }
}

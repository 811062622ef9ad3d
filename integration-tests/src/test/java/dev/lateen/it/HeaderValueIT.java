package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.TwoWays.Via;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// `%…%` in the values of header rules, through the gateway and through a sidecar.
class HeaderValueIT {

    private static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(request -> Answer.ok("body").withHeader("x-origin", "origin"));
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void valuesOfRequestHeadersAreMadeOfTheRequest(Via via) {
        String http = """
                - name: rule
                  rewrite: {uri: /new, authority: new.example}
                  headers:
                    request:
                      set:
                        x-line: '%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL% at %REQ(:AUTHORITY)%, 100%%'
                        x-original: '%REQ(X-Envoy-Original-Path?:PATH)%'
                        x-short: '%REQ(x-long):3%'
                        x-either: '%REQ(x-none?x-long)%'
                        x-kept: '%REQ(x-none)%'
                        x-gone: '%REQ(x-removed)%'
                        x-long: 'was %REQ(x-long)%'
                        x-peer: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%'
                        x-to: '%UPSTREAM_CLUSTER% %UPSTREAM_HOST%'
                        x-route: '%ROUTE_NAME%%RESP(x-origin)%'
                        x-year: '%START_TIME(%Y)%'
                        x-id: '%REQ(x-request-id)%'
                      remove: [x-removed]
                  route:
                  - destination: {host: httpbin.default.svc.cluster.local}
                    headers: {request: {set: {x-again: '%REQ(x-line):8%'}}}
                """;
        try (Applied _ = ways.rules(http)) {
            ReceivedRequest request =
                    ways.forwarded(via, "/a?b=c", "x-long: longer", "x-kept: client", "x-gone: client", "x-removed: 1");
            assertThat(request.target()).isEqualTo("/newa?b=c");
            assertThat(request.headers("x-line"))
                    .containsExactly("GET /a?b=c HTTP/1.1 at " + via.authority() + ", 100%");
            assertThat(request.headers("x-original")).containsExactly("/a?b=c");
            assertThat(request.headers("x-short")).containsExactly("lon");
            assertThat(request.headers("x-either")).containsExactly("longer");
            assertThat(request.headers("x-kept")).containsExactly("client");
            assertThat(request.headers("x-gone")).containsExactly("client");
            assertThat(request.headers("x-long")).containsExactly("was longer");
            assertThat(request.headers("x-peer")).containsExactly("127.0.0.1");
            assertThat(request.headers("x-to"))
                    .singleElement()
                    .asString()
                    .matches("outbound\\|8000\\|\\|httpbin\\.default\\.svc\\.cluster\\.local 127\\.0\\.0\\.1:\\d+");
            assertThat(request.headers("x-route")).containsExactly("rule");
            assertThat(request.headers("x-year")).singleElement().asString().matches("2\\d{3}");
            assertThat(request.headers("x-id")).isEqualTo(request.headers("x-request-id"));
            assertThat(request.headers("x-again")).containsExactly("GET /a?b");
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void valuesOfResponseHeadersAreMadeOfBoth(Via via) {
        String http = """
                - headers:
                    response:
                      set:
                        x-code: '%RESPONSE_CODE% %RESP(:STATUS)% %RESPONSE_CODE_DETAILS% %RESPONSE_FLAGS%'
                        x-origin: 'again %RESP(x-origin)%'
                        x-client: '%REQ(x-client)% %REQ(:PATH)%'
                        x-id: '%REQ(X-REQUEST-ID)%'
                        x-none: '%RESP(x-none)%%REQ(x-none)%'
                  route: [{destination: {host: httpbin.default.svc.cluster.local}}]
                """;
        try (Applied _ = ways.rules(http)) {
            RawResponse response = ways.get(via, "/a?b", "x-client: me");
            ReceivedRequest request = ways.received();
            assertThat(response.headers("x-code")).containsExactly("200 200 via_upstream -");
            assertThat(response.headers("x-origin")).containsExactly("again origin");
            assertThat(response.headers("x-client")).containsExactly("me /a?b");
            assertThat(response.headers("x-id")).isEqualTo(request.headers("x-request-id"));
            assertThat(response.headers("x-none")).isEmpty();
        }
    }

    /// Destination, and what the client is told about it: the destination answers nothing, the rule's headers hold.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{host: nowhere.example.com}     | 503 NC cluster_not_found",
                "{host: httpbin, subset: none}   | 503 NC cluster_not_found",
                "{host: nobody.example.com}      | 503 UH no_healthy_upstream",
                "{host: refused.example.com}     | 503 UF,URX upstream_reset_before_response_started{remote_connection_failure}"
            })
    void anAnswerInPlaceOfTheDestinationsHasTheRulesHeaders(String destination, String told) throws IOException {
        String http = """
                - headers: {response: {set: {x-told: '%%RESPONSE_CODE%% %%RESPONSE_FLAGS%% %%RESPONSE_CODE_DETAILS%%'}}}
                  route:
                  - destination: %s
                    headers: {response: {add: {x-by: destination, content-type: text/html}}}
                """.formatted(destination);
        try (var refusing = ListenFault.refusing()) {
            String others = StatusCases.entry("refused", refusing.port())
                    + StatusCases.entry("nobody", 1).replaceAll("endpoints: .*", "endpoints: []");
            try (Applied _ = ways.rules(http, others)) {
                for (Via via : Via.values()) {
                    RawResponse response = ways.get(via, "/");
                    assertThat(response.headers("x-told")).containsExactly(told);
                    assertThat(response.headers("x-by")).containsExactly("destination");
                    assertThat(response.headers("content-type")).containsExactly("text/html");
                }
                assertThat(ways.get(Via.GATEWAY, "/").status()).isEqualTo(503);
            }
        }
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.TwoWays.Via;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What rules answer themselves, redirects and direct responses, through the gateway and through a sidecar.
@Proves("VirtualService http[].{redirect,directResponse}")
class RouteAnswerIT {

    private static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(request -> Answers.of("v1", request));
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    /// Match, redirect, request, location at the gateway, location at the sidecar.
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{uri: {prefix: /a}}  | {uri: /new}                      | /a/b?q=1 | http://x.example.com/new?q=1 | http://httpbin:8000/new?q=1",
                "{uri: {prefix: /a}}  | {uri: '/new?own=1'}              | /a/b?q=1 | http://x.example.com/new?own=1 | http://httpbin:8000/new?own=1",
                "{uri: {prefix: /a}}  | {prefixRewrite: /}               | /a/b?q   | http://x.example.com//b?q | http://httpbin:8000//b?q",
                "{uri: {prefix: /a/}} | {prefixRewrite: /z/}             | /a/b     | http://x.example.com/z/b | http://httpbin:8000/z/b",
                "{uri: {prefix: /a}}  | {prefixRewrite: /z}              | /x/../a  | http://x.example.com/z | http://httpbin:8000/z",
                "                     | {authority: y.example.com}       | /a?q=/b  | http://y.example.com/a?q=/b | http://y.example.com/a?q=/b",
                "                     | {authority: 'y.example.com:81'}  | /a       | http://y.example.com:81/a | http://y.example.com:81/a",
                "                     | {scheme: https}                  | /a?      | https://x.example.com/a? | https://httpbin:8000/a?",
                "                     | {port: 8443, scheme: https}      | /a       | https://x.example.com:8443/a | https://httpbin:8443/a",
                "                     | {port: 443, scheme: https}       | /a       | https://x.example.com/a | https://httpbin:8000/a",
                "                     | {derivePort: FROM_REQUEST_PORT}  | /a       | http://x.example.com/a | http://httpbin:8000/a",
                "                     | {derivePort: FROM_PROTOCOL_DEFAULT, uri: /x} | /a | http://x.example.com/x | http://httpbin:8000/x"
            })
    void aRedirectChangesWhatItNamesOfTheUrl(
            String match, String redirect, String path, String atGateway, String atSidecar) {
        String http = "- " + (match == null ? "" : "match: [" + match + "]\n  ") + "redirect: " + redirect + "\n";
        try (Applied _ = ways.rules(http)) {
            for (Via via : Via.values()) {
                RawResponse response = ways.get(via, path);
                assertThat(response.status()).as(response.toString()).isEqualTo(301);
                assertThat(response.headers("location")).containsExactly(via == Via.GATEWAY ? atGateway : atSidecar);
                assertThat(response.bodyText()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void everyCodeOfARedirectIsAnswered(int code) {
        String http = "- redirect: {uri: /x, redirectCode: " + code + "}\n";
        try (Applied _ = ways.rules(http)) {
            for (Via via : Via.values()) {
                assertThat(ways.get(via, "/").status()).isEqualTo(code);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void anotherCodeMakesTheRuleUnusable(Via via) {
        try (Applied _ = ways.rules("- redirect: {uri: /x, redirectCode: 304}\n")) {
            RawResponse response = ways.get(via, "/");
            assertThat(response.status()).isEqualTo(501);
            assertThat(response.bodyText()).contains("spec.http[0].redirect.redirectCode of VirtualService");
        }
    }

    /// Response, status, content type, body.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{status: 503, body: {string: closed for now}}  | 503 | text/plain | closed for now",
                "{status: 200, body: {bytes: 'w7w='}}           | 200 | text/plain | ü",
                "{status: 404}                                  | 404 |            | ",
                "{status: 204, body: {string: nobody sees it}}  | 204 |            | ",
                "{status: 418, body: {string: ''}}              | 418 |            | "
            })
    void aDirectResponseIsWhatTheRuleSays(String response, int status, String type, String body) {
        try (Applied _ = ways.rules("- directResponse: " + response + "\n")) {
            for (Via via : Via.values()) {
                RawResponse answer = ways.get(via, "/any");
                assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
                assertThat(answer.header("content-type").orElse(null)).isEqualTo(type);
                assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(body == null ? "" : body);
                assertThat(answer.header("content-length").isPresent()).isEqualTo(status != 204);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void headersOfTheRuleApplyToItsOwnAnswer(Via via) {
        String headers = """
                  headers:
                    response:
                      set: {content-type: application/json, x-path: '%REQ(:PATH)%', server: mine}
                      add: {x-code: '%RESPONSE_CODE% %RESPONSE_CODE_DETAILS% %RESPONSE_FLAGS%', x-none: '%REQ(x-none)%'}
                      remove: [location]
                """;
        try (Applied _ = ways.rules("- directResponse: {status: 200, body: {string: '{}'}}\n" + headers)) {
            RawResponse response = ways.get(via, "/a?b");
            assertThat(response.headers("content-type")).containsExactly("application/json");
            assertThat(response.headers("x-path")).containsExactly("/a?b");
            assertThat(response.headers("x-code")).containsExactly("200 direct_response -");
            assertThat(response.headers("x-none")).isEmpty();
            assertThat(response.headers("server")).containsExactly("lateen");
        }
        try (Applied _ = ways.rules("- redirect: {uri: /x}\n" + headers)) {
            RawResponse response = ways.get(via, "/a?b");
            assertThat(response.status()).isEqualTo(301);
            assertThat(response.headers("location")).isEmpty();
            assertThat(response.headers("x-code")).containsExactly("301 direct_response -");
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void headAndBodiesLeaveTheConnectionInStep(Via via) throws IOException {
        String http = "- directResponse: {status: 200, body: {string: '0123456789'}}\n";
        try (Applied _ = ways.rules(http);
                RawHttpClient client = ways.connect(via)) {
            client.send(via.request("HEAD", "/", "\r\n"));
            assertThat(client.read("HEAD").headers("content-length")).containsExactly("10");
            client.send(via.request("POST", "/", "Content-Length: 5\r\n\r\nhello"));
            assertThat(client.read().bodyText()).isEqualTo("0123456789");
            client.send(via.request("GET", "/", "\r\n") + via.request("GET", "/", "\r\n"));
            assertThat(client.read().bodyText()).isEqualTo("0123456789");
            assertThat(client.read().bodyText()).isEqualTo("0123456789");
        }
    }

    /// More than a connection holds: the proxy stops to take requests and goes on when the client has read.
    @Test
    void aPipelineOfLargeAnswersArrivesWhole() throws IOException {
        String body = "0123456789abcdef".repeat(4_000);
        String http = "- directResponse: {status: 200, body: {string: '" + body + "'}}\n";
        int requests = 200;
        try (Applied _ = ways.rules(http);
                RawHttpClient client = ways.connect(Via.GATEWAY)) {
            client.send(Via.GATEWAY.request("GET", "/", "\r\n").repeat(requests));
            for (int i = 0; i < requests; i++) {
                assertThat(client.read().body()).hasSize(body.length());
            }
        }
    }
}

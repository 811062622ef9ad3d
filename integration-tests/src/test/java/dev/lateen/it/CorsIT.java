package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.TwoWays.Via;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What web pages of other origins may do, through the gateway and through a sidecar.
@Proves("VirtualService http[].corsPolicy")
class CorsIT {

    private static final String ROUTE = "  route: [{destination: {host: httpbin.default.svc.cluster.local}}]\n";
    private static final String POLICY = """
            - corsPolicy:
                allowOrigins: [{exact: 'https://a.test'}, {prefix: 'https://b.'}, {regex: 'https://c[0-9]+[.]test'}]
                allowMethods: [GET, POST]
                allowHeaders: [x-one, x-two]
                exposeHeaders: [x-version, x-three]
                maxAge: 24h
                allowCredentials: true
            """;

    private static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(request ->
                Answers.of("v1", request).withHeader("access-control-allow-origin", "https://upstream.test"));
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    private static RawResponse preflight(Via via, String origin) throws IOException {
        try (RawHttpClient client = ways.connect(via)) {
            client.send(via.request(
                    "OPTIONS", "/", "Origin: " + origin + "\r\nAccess-Control-Request-Method: PUT\r\n\r\n"));
            return client.read("OPTIONS");
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void aPreflightIsAnsweredByTheProxy(Via via) throws IOException {
        try (Applied _ = ways.rules(POLICY + ROUTE)) {
            RawResponse response = preflight(via, "https://a.test");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEmpty();
            assertThat(response.headers("access-control-allow-origin")).containsExactly("https://a.test");
            assertThat(response.headers("access-control-allow-methods")).containsExactly("GET,POST");
            assertThat(response.headers("access-control-allow-headers")).containsExactly("x-one,x-two");
            assertThat(response.headers("access-control-max-age")).containsExactly("86400");
            assertThat(response.headers("access-control-allow-credentials")).containsExactly("true");
            assertThat(response.header("x-version")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.test, true",
        "https://b.anything, true",
        "https://c12.test, true",
        "https://c12.test.evil, false",
        "https://A.test, false",
        "null, false"
    })
    void anOriginIsComparedWhole(String origin, boolean allowed) {
        try (Applied _ = ways.rules(POLICY + ROUTE)) {
            RawResponse response = ways.get(Via.GATEWAY, "/", "Origin: " + origin);
            assertThat(response.headers("access-control-allow-origin"))
                    .containsExactly(allowed ? origin : "https://upstream.test");
            assertThat(response.header("access-control-expose-headers").orElse(""))
                    .isEqualTo(allowed ? "x-version,x-three" : "");
            assertThat(response.header("access-control-allow-credentials").isPresent())
                    .isEqualTo(allowed);
            assertThat(response.header("access-control-allow-methods")).isEmpty();
            assertThat(response.header("x-version")).hasValue("v1");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'unmatchedPreflights: FORWARD', true", "'unmatchedPreflights: IGNORE', false"})
    void anUnmatchedPreflightIsForwardedOrNot(String field, boolean forwarded) throws IOException {
        String policy = "- corsPolicy: {allowOrigins: [{exact: 'https://a.test'}], " + field + "}\n";
        try (Applied _ = ways.rules(policy + ROUTE)) {
            for (Via via : Via.values()) {
                RawResponse response = preflight(via, "https://other.test");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header("x-version").isPresent()).isEqualTo(forwarded);
                assertThat(response.headers("access-control-allow-origin").contains("https://other.test"))
                        .isFalse();
            }
        }
    }

    /// The old field counts as a list of exact ones, and `*` allows everybody.
    @ParameterizedTest
    @CsvSource({
        "'allowOrigin: [\"https://old.test\"]', https://old.test, true",
        "'allowOrigin: [\"https://old.test\"]', https://new.test, false",
        "'allowOrigin: [\"*\"]', https://new.test, true",
        "'allowOrigins: [{exact: \"*\"}]', https://new.test, true",
        "'allowMethods: [GET]', https://new.test, false"
    })
    void theOldFieldAndTheStarCount(String fields, String origin, boolean allowed) {
        try (Applied _ = ways.rules("- corsPolicy: {" + fields + "}\n" + ROUTE)) {
            RawResponse response = ways.get(Via.SIDECAR, "/", "Origin: " + origin);
            assertThat(response.headers("access-control-allow-origin"))
                    .containsExactly(allowed ? origin : "https://upstream.test");
        }
    }

    /// What the proxy answers itself can be read by the page as well: it would not see the status otherwise.
    @Test
    void localRepliesAndAnswersOfRulesCarryThePermission() {
        String policy = "  corsPolicy: {allowOrigins: [{exact: 'https://a.test'}]}\n";
        String http = "- match: [{uri: {prefix: /closed}}]\n  directResponse: {status: 503}\n" + policy
                + "- match: [{uri: {prefix: /moved}}]\n  redirect: {uri: /x}\n" + policy
                + "- match: [{uri: {prefix: /fault}}]\n  fault: {abort: {httpStatus: 418, percentage: {value: 100}}}\n"
                + policy + ROUTE
                + "- route: [{destination: {host: nobody.default.svc.cluster.local}}]\n" + policy;
        try (Applied _ = ways.rules(http)) {
            for (Via via : Via.values()) {
                for (String path : new String[] {"/closed", "/moved", "/fault", "/unknown"}) {
                    RawResponse response = ways.get(via, path, "Origin: https://a.test");
                    assertThat(response.status()).as(path).isGreaterThan(300);
                    assertThat(response.headers("access-control-allow-origin"))
                            .as(path)
                            .containsExactly("https://a.test");
                    assertThat(ways.get(via, path).header("access-control-allow-origin"))
                            .as(path)
                            .isEmpty();
                }
            }
        }
    }
}

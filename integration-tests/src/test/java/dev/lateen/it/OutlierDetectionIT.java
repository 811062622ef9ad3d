package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.ListenFault;
import dev.lateen.testkit.OriginServer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every field of `outlierDetection`, by what its only endpoint still gets: the answer is 503 when it is ejected.
@Proves("DestinationRule {trafficPolicy,subsets[].trafficPolicy}.outlierDetection.{"
        + "consecutive5xxErrors,consecutiveGatewayErrors,consecutiveLocalOriginFailures,splitExternalLocalOriginErrors,"
        + "interval,baseEjectionTime,maxEjectionPercent,minHealthPercent,outlierDetectionHttpErrorCodes}")
class OutlierDetectionIT {

    private static final String HOST = "api.example.com";

    private static Mesh mesh;
    private static MeshProxy caller;
    private static OriginServer origin;

    @BeforeAll
    static void start() {
        mesh = Mesh.start(2);
        origin = OriginServer.start(
                request -> Answer.status(Integer.parseInt(request.target().substring(1))));
        caller = mesh.caller("default", "caller", Map.of("app", "caller"));
        mesh.apply(Yaml.gateway("default/gateway", "*")
                + Yaml.virtualService("default/edge", HOST, "gateway,mesh", """
                        - {retries: {attempts: 0}, route: [{destination: {host: %s, subset: all}}]}
                        """.formatted(HOST)));
    }

    @AfterAll
    static void stop() {
        caller.close();
        mesh.close();
        origin.close();
    }

    private static Applied applied(int port, String detection) {
        return Applied.to(mesh, """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api}
                spec:
                  hosts: [%1$s]
                  resolution: STATIC
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  endpoints: [{address: 127.0.0.1, ports: {http: %2$d}}]
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: api}
                spec:
                  host: %1$s
                  trafficPolicy: {outlierDetection: {consecutive5xxErrors: 9}}
                  subsets: [{name: all, trafficPolicy: {outlierDetection: {%3$s}}}]
                """.formatted(HOST, port, detection));
    }

    private static String statuses(String paths) {
        return Arrays.stream(paths.split(" "))
                .map(path -> Calls.gateway(mesh.gatewayPort(), HOST, "/" + path).status())
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0}: {1} gives {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "consecutive5xxErrors: 2, maxEjectionPercent: 100 | 500 501 200 | 500 501 503",
                "consecutive5xxErrors: 2, maxEjectionPercent: 100 | 500 200 500 200 | 500 200 500 200",
                "consecutive5xxErrors: 0, maxEjectionPercent: 100 | 500 500 500 500 500 500 | 500 500 500 500 500 500",
                "maxEjectionPercent: 100 | 500 500 500 500 200 500 500 500 500 500 200 |"
                        + " 500 500 500 500 200 500 500 500 500 500 503",
                "consecutive5xxErrors: 1 | 500 500 | 500 500",
                "consecutive5xxErrors: 1, maxEjectionPercent: 99 | 500 500 | 500 500",
                "consecutive5xxErrors: 0, consecutiveGatewayErrors: 2, maxEjectionPercent: 100 |"
                        + " 500 500 502 504 200 | 500 500 502 504 503",
                "consecutive5xxErrors: 1, maxEjectionPercent: 100, minHealthPercent: 50 | 500 500 200 | 500 500 200",
                "consecutive5xxErrors: 2, outlierDetectionHttpErrorCodes: [404, 503], maxEjectionPercent: 100 |"
                        + " 500 500 404 404 200 | 500 500 404 404 503",
                "consecutive5xxErrors: 1, splitExternalLocalOriginErrors: true, maxEjectionPercent: 100 | 500 200 |"
                        + " 500 503"
            })
    void whatTheOnlyEndpointGets(String detection, String paths, String expected) {
        try (Applied _ = applied(origin.port(), detection)) {
            assertThat(statuses(paths)).isEqualTo(expected);
        }
    }

    /// An ejected endpoint is not connected to: the answer says which it was.
    @ParameterizedTest(name = "{0}: ejected {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "consecutive5xxErrors: 2, maxEjectionPercent: 100 | true",
                "consecutiveGatewayErrors: 2, consecutive5xxErrors: 0, maxEjectionPercent: 100 | true",
                "consecutive5xxErrors: 2, splitExternalLocalOriginErrors: true, maxEjectionPercent: 100 | false",
                "splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 2, maxEjectionPercent: 100 | true"
            })
    void connectionsThatFail(String detection, boolean ejected) throws Exception {
        try (ListenFault refusing = ListenFault.refusing();
                Applied _ = applied(refusing.port(), detection)) {
            statuses("200 200");
            assertThat(Calls.gateway(mesh.gatewayPort(), HOST, "/200").bodyText())
                    .contains(ejected ? "ejected by outlier detection" : "connecting to");
        }
    }

    @Test
    void anEndpointComesBackAfterItsTime() {
        try (Applied _ = applied(
                origin.port(),
                "consecutive5xxErrors: 1, maxEjectionPercent: 100, interval: 100ms, baseEjectionTime: 100ms")) {
            assertThat(statuses("500")).isEqualTo("500");
            Eventually.await("the endpoint is back", () -> statuses("200").equals("200"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval: 1h, baseEjectionTime: 1ms", "interval: 10ms, baseEjectionTime: 1h"})
    void butNotBeforeTimeAndInterval(String times) {
        try (Applied _ = applied(origin.port(), "consecutive5xxErrors: 1, maxEjectionPercent: 100, " + times)) {
            assertThat(statuses("500 200 200 200 200")).isEqualTo("500 503 503 503 503");
        }
    }

    @Test
    void everyProxyHasItsOwnView() {
        try (Applied _ = applied(origin.port(), "consecutive5xxErrors: 1, maxEjectionPercent: 100")) {
            assertThat(statuses("500 200")).isEqualTo("500 503");
            assertThat(Calls.mesh(caller, HOST, "/200").status()).isEqualTo(200);
        }
    }
}

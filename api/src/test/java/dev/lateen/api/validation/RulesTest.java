package dev.lateen.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.yaml.ResourceReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One bad value after the other, each with the exact message that the user gets.
class RulesTest {

    private static final String TO_A = "route: [{destination: {host: a}}]";

    private static List<String> violations(String kind, String spec) {
        String group = kind.equals("Service") ? "v1" : "networking.istio.io/v1";
        String yaml = "apiVersion: " + group + "\nkind: " + kind + "\nmetadata: {name: x}\nspec: " + spec + "\n";
        return ResourceReader.read(null, yaml, "default").violations().stream()
                .map(violation -> violation.path() + ": " + violation.message())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout: 0s | timeout: 0s (expected: at least 1ms, in whole milliseconds)",
                "retries: {attempts: -1} | retries.attempts: -1 (expected: 0 or more)",
                "fault: {} | fault: missing (expected: delay or abort)",
                "rewrite: {} | rewrite: missing (expected: uri, uriRegexRewrite or authority)",
                "mirrorPercentage: {value: 101} | mirrorPercentage.value: 101.0 (expected: 0..100)",
                "corsPolicy: {maxAge: 1.5s} | corsPolicy.maxAge: 1.5s (expected: at least 1s, in whole seconds)",
                "match: [{port: 70000}] | match[0].port: 70000 (expected: 1..65535)",
                "match: [{method: {prefix: ''}}] | match[0].method.prefix: \"\" (expected: at least one character)",
                "match: [{uri: {regex: '(?=a)'}}] | match[0].uri.regex: \"(?=a)\" (expected: RE2 syntax;"
                        + " invalid or unsupported Perl syntax)",
                "headers: {request: {set: {a: '5%'}}} | headers.request.set.a: \"5%\" (expected: %% for a percent"
                        + " sign, or a command such as %HOSTNAME%)",
                "headers: {response: {set: {host: b}}} | headers.response.set.host: \"host\" (expected: the authority"
                        + " only in request.set and request.add)",
            })
    void namesTheBadPartOfARoute(String part, String expected) {
        assertThat(violations("VirtualService", "{hosts: [a], http: [{" + part + ", " + TO_A + "}]}"))
                .containsExactly("spec.http[0]." + expected);
    }

    @Test
    void namesTheOperatorsWhenOneIsMisspelt() {
        String spec = "{hosts: [a], http: [{headers: {request: {set: {a: '%HOSTNAME% %REQUEST(x)%', "
                + "b: '%REQ(x?:path):5% 100%% %START_TIME(%s)% %UPSTREAM_METADATA([\"a\"])%'}}}, " + TO_A + "}]}";

        assertThat(violations("VirtualService", spec))
                .singleElement()
                .asString()
                .startsWith("spec.http[0].headers.request.set.a: \"%HOSTNAME% %REQUEST(x)%\" (expected: between percent"
                        + " signs one of Envoy's operators: ACCESS_LOG_TYPE, ")
                .contains(", REQ, ")
                .endsWith(", DOWNSTREAM_…, UPSTREAM_…)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{http: []} | spec: missing (expected: http, tls or tcp)",
                "{hosts: [a], http: [{}]} | spec.http[0]: missing (expected: route, redirect or directResponse)",
                "{hosts: [a], http: [{redirect: {}}]} | spec.http[0].redirect: missing (expected: uri, prefixRewrite,"
                        + " authority, scheme or port)",
                "{hosts: [a], http: [{directResponse: {status: 99}}]} | spec.http[0].directResponse.status: 99"
                        + " (expected: 200..599)",
                "{hosts: [a], http: [{route: [{destination: {host: a, port: {number: 0}}}]}]} |"
                        + " spec.http[0].route[0].destination.port.number: 0 (expected: 1..65535)",
                "{hosts: [a], http: [{route: [{destination: {host: a}}, {destination: {host: b}}]}]} |"
                        + " spec.http[0].route: total weight 0 (expected: more than 0 among several destinations)",
                "{hosts: [a], exportTo: ['*', '.'], http: [{redirect: {uri: /}}]} | spec.exportTo[0]: \"*\""
                        + " (expected: alone, or not at all)",
                "{hosts: [a], http: [{redirect: {uri: /}}, {redirect: {uri: /b}}]} | spec.http[1]: IST0130: rule #1"
                        + " is never used: only the last rule can have no matches",
            })
    void namesTheBadPartOfAVirtualService(String spec, String expected) {
        assertThat(violations("VirtualService", spec)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Gateway | {} | spec.servers: missing (expected: at least one server)",
                "Gateway | {servers: [{hosts: [a.b], port: {number: 70000, name: h, protocol: HTTP}}]} |"
                        + " spec.servers[0].port.number: 70000 (expected: 1..65535)",
                "Gateway | {servers: [{hosts: [a], port: {number: 80, name: h, protocol: HTTP}}]} |"
                        + " spec.servers[0].hosts[0]: \"a\" (expected: a whole domain name, short names are ambiguous"
                        + " at a gateway)",
                "DestinationRule | {} | spec.host: missing (expected: the host of a service)",
                "DestinationRule | {host: a, subsets: [{name: v1}, {name: v1}]} | spec.subsets[1].name: \"v1\""
                        + " (expected: each subset once)",
                "DestinationRule | {host: a, trafficPolicy: {outlierDetection: {maxEjectionPercent: 101}}} |"
                        + " spec.trafficPolicy.outlierDetection.maxEjectionPercent: 101 (expected: 0..100)",
                "DestinationRule | {host: a, workloadSelector: {labels: {app: a}}} |"
                        + " spec.workloadSelector.labels: unknown field",
                "ServiceEntry | {hosts: [a.b], ports: [{number: 80, name: h, protocol: HTTP}], resolution: STATIC,"
                        + " workloadSelector: {matchLabels: {app: a}}} | spec.workloadSelector.matchLabels: unknown"
                        + " field",
                "ServiceEntry | {hosts: ['*'], ports: [{number: 80, name: h, protocol: HTTP}]} |"
                        + " spec.hosts[0]: \"*\" (expected: a narrower host)",
                "WorkloadEntry | {} | spec.address: missing (expected: an IP address, a domain name, or unix://)",
                "WorkloadEntry | {address: 1.1.1.1, ports: {h: 0}} | spec.ports.h: 0 (expected: 1..65535)",
                "Service | {} | spec.ports: missing (expected: at least one port)",
                "Service | {ports: [{port: 80, targetPort: 70000}]} | spec.ports[0].targetPort: 70000"
                        + " (expected: 1..65535)",
                "Service | {type: Other, ports: [{port: 80}]} | spec.type: \"Other\" (expected: one of ClusterIP,"
                        + " NodePort, LoadBalancer, ExternalName)",
            })
    void namesTheBadPartOfTheOtherKinds(String kind, String spec, String expected) {
        assertThat(violations(kind, spec)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{uri: {prefix: /a}}] | [{uri: {prefix: /a}}] | true",
                "[{uri: {prefix: /a}}] | [{uri: {prefix: /ab}}] | true",
                "[{uri: {prefix: /a}, port: 80}] | [{uri: {prefix: /ab}, port: 80}] | true",
                "[{uri: {prefix: /a}}] | [{uri: {exact: /ab}}] | false",
                "[{uri: {prefix: /a}, port: 80}] | [{uri: {prefix: /ab}}] | false",
                "[{uri: {prefix: /ab}}] | [{uri: {prefix: /a}}] | false",
            })
    void findsMatchesThatEarlierRulesTake(String first, String second, boolean taken) {
        String rules = "[{match: " + first + ", " + TO_A + "}, {match: " + second + ", " + TO_A + "}]";
        List<String> found = violations("VirtualService", "{hosts: [a], http: " + rules + "}");
        if (taken) {
            assertThat(found)
                    .containsExactly(
                            "spec.http[1].match[0]: IST0131: never used, rule #0 has the same match or a wider one",
                            "spec.http[1]: IST0130: rule #1 is never used: all matches used by prior rules");
        } else {
            assertThat(found).isEmpty();
        }
    }
}

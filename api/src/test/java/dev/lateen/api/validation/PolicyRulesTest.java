package dev.lateen.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.yaml.ResourceReader;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One bad value after the other in the kinds of policies, with the exact message that the user gets.
class PolicyRulesTest {

    private static List<String> violations(Kind kind, String fields) {
        String yaml = "apiVersion: " + kind.preferredApiVersion() + "\nkind: " + kind.kindName()
                + "\nmetadata: {name: x}\n" + lines(fields) + "\n";
        return ResourceReader.read(null, yaml, "default").violations().stream()
                .map(violation -> violation.path() + ": " + violation.message())
                .toList();
    }

    private static String lines(String fields) {
        return fields.replace("; ", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{action: DENY} | spec.rules: missing (expected: at least one rule, DENY without rules never applies)",
                "{action: CUSTOM, rules: [{}]} | spec.provider.name: missing (expected: the name of an extension"
                        + " provider with action CUSTOM)",
                "{rules: [{to: []}]} | spec.rules[0].to: empty (expected: at least one operation, or no such field)",
                "{rules: [{to: [{operation: {ports: ['0']}}]}]} |"
                        + " spec.rules[0].to[0].operation.ports[0]: \"0\" (expected: 1..65535)",
                "{rules: [{to: [{operation: {paths: ['/{a}']}}]}]} | spec.rules[0].to[0].operation.paths[0]: \"/{a}\""
                        + " (expected: a template whose segments are texts, {*} or {**})",
                "{rules: [{from: [{source: {serviceAccounts: ['*']}}]}]} |"
                        + " spec.rules[0].from[0].source.serviceAccounts[0]: \"*\""
                        + " (expected: name or namespace/name, without a wildcard)",
                "{rules: [{when: [{key: source.ip, values: [x]}]}]} | spec.rules[0].when[0].values[0]: \"x\""
                        + " (expected: an IP address or a subnet such as 10.0.0.0/8)",
                "{selector: {matchLabels: {a: b}}, targetRef: {kind: Service, name: s}} |"
                        + " spec: selector and targetRef (expected: only one of them)",
                "{targetRef: {kind: Pod, name: s}} | spec.targetRef.kind: \"/Pod\" (expected: Gateway or GatewayClass of"
                        + " gateway.networking.k8s.io, Service, ServiceEntry)"
            })
    void namesTheBadPartOfAnAuthorizationPolicy(String spec, String expected) {
        assertThat(violations(Kind.AUTHORIZATION_POLICY, "spec: " + spec)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PEER_AUTHENTICATION | spec: {portLevelMtls: {'80': {}}} | spec.portLevelMtls: ports without a selector"
                        + " (expected: selector.matchLabels, ports are a workload's own)",
                "REQUEST_AUTHENTICATION | spec: {jwtRules: [{issuer: a, jwks: '{'}]} | spec.jwtRules[0].jwks: not a key"
                        + " set (expected: JSON such as {\"keys\": [{\"kty\": \"RSA\", …}]})",
                "TELEMETRY | spec: {tracing: [{randomSamplingPercentage: 101}]} |"
                        + " spec.tracing[0].randomSamplingPercentage: 101.0 (expected: 0.0..100.0)",
                "TELEMETRY | spec: {accessLogging: [{filter: {expression: 'a >'}}]} |"
                        + " spec.accessLogging[0].filter.expression: \"a >\""
                        + " (expected: a CEL expression such as response.code >= 400)",
                "PROXY_CONFIG | spec: {concurrency: -1} | spec.concurrency: -1 (expected: 0 or more)",
                "WORKLOAD_GROUP | spec: {} | spec.template: missing (expected: a template for WorkloadEntries)",
                "ENDPOINT_SLICE | addressType: IPv4; endpoints: [{addresses: ['::1']}] |"
                        + " endpoints[0].addresses[0]: \"::1\" (expected: an address of type IPv4)",
                "ENDPOINTS | subsets: [{addresses: [{ip: a}]}] |"
                        + " subsets[0].addresses[0].ip: \"a\" (expected: an IP address)",
                "CONFIG_MAP | data: {a/b: c} | data.a/b: \"a/b\""
                        + " (expected: letters, digits, '-', '_' and '.', at most 253)",
                "POD | spec: {containers: [{name: a, ports: [{containerPort: 0}]}]} |"
                        + " spec.containers[0].ports[0].containerPort: 0 (expected: 1..65535)",
                "DEPLOYMENT | spec: {selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: a}]}}} |"
                        + " spec.template.metadata.labels: {} (expected: those of spec.selector.matchLabels among them)"
            })
    void namesTheBadPartOfOtherKinds(Kind kind, String fields, String expected) {
        assertThat(violations(kind, fields)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '`',
            value = {
                "response.code >= 400 ^ true",
                "has(request.headers['x']) && !(source.ip in ['1.1.1.1', \"2\"]) ? -1.5e3 : {'a': [1, 2,]} ^ true",
                "request.url_path.contains('a\\\\'b') || size(x.y[0].z) % 2 == 0u ^ true",
                "a b ^ false",
                "(a ^ false",
                "a = b ^ false",
                "'open ^ false",
                "a..b ^ false",
                "f(,) ^ false",
                "a ? b ^ false"
            })
    void knowsTheGrammarOfCel(String expression, boolean valid) {
        String spec = "spec: {accessLogging: [{filter: {expression: \"" + expression.replace("\"", "\\\"") + "\"}}]}";
        assertThat(violations(Kind.TELEMETRY, spec).isEmpty()).isEqualTo(valid);
    }
}

package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.cluster;
import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.forward;
import static dev.lateen.compiler.Meshes.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.RetryBudget;
import dev.lateen.snapshot.RetryPolicy;
import dev.lateen.snapshot.RetryPolicy.Condition;
import dev.lateen.snapshot.RetryPolicy.NextEndpoint;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {

    private static final String SERVICE = Yaml.service("a", "default", 80);

    private static RetryPolicy policy(String retries) {
        var spec = "hosts: [a]\nhttp:\n- {retries: {" + retries + "}, " + Yaml.to("a") + "}";
        var compiled =
                compile(Meshes.sidecar(), SERVICE, Yaml.virtualService("vs", "default", "2020-01-01T00:00:00Z", spec));
        return forward(route(compiled.snapshot(), "80", "http://a/")).retryPolicy();
    }

    @Test
    void withoutAWordThereAreIstiosRetriesAndNothingOnTheWire() {
        var compiled = compile(Meshes.sidecar(), SERVICE);
        var forward = forward(route(compiled.snapshot(), "80", "http://a/"));
        assertThat(forward.retries()).isNull();
        assertThat(forward.retryPolicy().attempts()).isEqualTo(2);
        assertThat(forward.retryPolicy().conditions())
                .isEqualTo("connect-failure,refused-stream,unavailable,cancelled");
        assertThat(forward.retryPolicy().named()).isFalse();
    }

    @ParameterizedTest(name = "{0}: {1} times after {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "attempts: 3 | 3 | connect-failure,refused-stream,unavailable,cancelled | false",
                "attempts: 0 | 0 | '' | false",
                "backoff: 1s | 0 | '' | false",
                "attempts: 1, retryOn: '5xx, reset' | 1 | 5xx,reset | true",
                "attempts: 1, retryOn: '503,gateway-error,429' | 1 | gateway-error,503,429 | true",
                "attempts: 1, retryOn: 'retriable-status-codes,418' | 1 | 418 | true",
                "attempts: 1, retryOn: 'connect-failure,retriable-headers' | 1 | connect-failure | true"
            })
    void attemptsAndConditionsAreTakenOver(String retries, int attempts, String conditions, boolean named) {
        var policy = policy(retries);
        assertThat(policy.attempts()).isEqualTo(attempts);
        assertThat(policy.conditions()).isEqualTo(conditions);
        assertThat(policy.named()).isEqualTo(named);
    }

    @Test
    void everyConditionHasAName() {
        for (var condition : Condition.values()) {
            assertThat(policy("attempts: 1, retryOn: " + condition.text()).on()).containsExactly(condition);
        }
    }

    @Test
    void timesAndPlacesAreTakenOver() {
        var policy = policy("attempts: 1, perTryTimeout: 1.5s, backoff: 10ms, retryIgnorePreviousHosts: false");
        assertThat(policy.perTryTimeoutMillis()).isEqualTo(1500);
        assertThat(policy.backoffMillis()).isEqualTo(10);
        assertThat(policy.endpoint()).isEqualTo(NextEndpoint.ANY);
        assertThat(policy("attempts: 1").backoffMillis()).isEqualTo(25);
        assertThat(policy("attempts: 1").endpoint()).isEqualTo(NextEndpoint.ANOTHER_UNLESS_KEYED);
        assertThat(policy("attempts: 1, retryIgnorePreviousHosts: true").endpoint())
                .isEqualTo(NextEndpoint.ANOTHER);
    }

    @Test
    void anAnnotationHasRetriesLeaveADestinationThatFails() {
        assertThat(splitting("a, b").otherDestination()).isTrue();
        assertThat(splitting("a").otherDestination()).as("there is no other").isFalse();
        assertThat(policy("attempts: 1").otherDestination()).isFalse();
    }

    private static RetryPolicy splitting(String hosts) {
        var routes = new StringBuilder();
        List.of(hosts.split(", ")).forEach(host -> routes.append("{destination: {host: " + host + "}, weight: 1}, "));
        var yaml = """
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata:
                  name: vs
                  namespace: default
                  annotations: {traffic.lateen.dev/retry-on: other-destination}
                spec: {hosts: [a], http: [{route: [%s]}]}
                """.formatted(routes);
        var compiled = compile(Meshes.sidecar(), SERVICE, Yaml.service("b", "default", 80), yaml);
        return forward(route(compiled.snapshot(), "80", "http://a/")).retryPolicy();
    }

    private static RetryBudget budget(String policy) {
        var rule = """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: a, namespace: default}
                spec: {host: a, trafficPolicy: {%s}}
                """.formatted(policy);
        var snapshot = compile(Meshes.sidecar(), SERVICE, rule).snapshot();
        var budget =
                cluster(snapshot, "outbound|80||a.default.svc.cluster.local").retryBudget();
        return budget == null ? RetryBudget.DEFAULT : budget;
    }

    @ParameterizedTest(name = "{0}: {1} % and {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "retryBudget: {} | 20 | 3",
                "retryBudget: {percent: {value: 50}} | 50 | 3",
                "retryBudget: {minRetryConcurrency: 7} | 20 | 7",
                "connectionPool: {http: {maxRetries: 9}} | 0 | 9",
                "connectionPool: {http: {maxRetries: 0}} | 20 | 3",
                "connectionPool: {http: {maxRetries: 9}}, retryBudget: {percent: {value: 1}} | 1 | 3",
                "retryBudget: {percent: {value: 1}}, portLevelSettings: [{port: {number: 80}, connectionPool: {http: {maxRetries: 9}}}] | 1 | 3",
                "loadBalancer: {simple: RANDOM} | 20 | 3"
            })
    void theBudgetIsThatOfThePolicy(String policy, double percent, int least) {
        assertThat(budget(policy)).isEqualTo(new RetryBudget(percent, least));
    }

    @Test
    void anApplicationGetsAgainWhatHasNotReachedIt() {
        var inbound = Meshes.sidecar("default", Map.of("app", "a"), new ProxyNode.InboundPort(80, 10080, 8080));
        var snapshot = compile(inbound, SERVICE).snapshot();
        var config = Meshes.routeConfig(snapshot, "inbound|80||");
        var route = config.virtualHosts().getFirst().routes().getFirst();
        assertThat(forward(route).retryPolicy()).isEqualTo(RetryPolicy.INBOUND);
        assertThat(RetryPolicy.INBOUND.on()).isEqualTo(List.of(Condition.RESET_BEFORE_REQUEST));
    }
}

package dev.lateen.pilot.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.pilot.status.Condition.Reason;
import dev.lateen.pilot.status.Condition.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResourceStatusTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Violation WARNING = violation(Severity.WARNING, 7, "spec.http[0].mirror", "not honoured yet");
    private static final Violation ERROR = violation(Severity.ERROR, 9, "spec.hosts", "empty (expected: a host)");

    @Test
    void inForceWhenEveryProxyRunsOnIt() {
        ResourceStatus status = judge(5, null, proxy("a", 5), proxy("b", 7));
        assertThat(status.condition().state()).isEqualTo(State.TRUE);
        assertThat(status.condition().reason()).isEqualTo(Reason.IN_FORCE);
    }

    @Test
    void pendingNamesWhoIsMissing() {
        ResourceStatus status = judge(5, null, proxy("a", 5), proxy("b", 4));
        assertThat(status.condition().state()).isEqualTo(State.UNKNOWN);
        assertThat(status.condition().message()).isEqualTo("1/2 proxies; not yet on b");
    }

    @Test
    void withoutProxiesNobodyKnows() {
        assertThat(judge(5, null).condition().reason()).isEqualTo(Reason.NO_PROXY);
    }

    @Test
    void rejectedNamesWhoAndWhy() {
        ResourceStatus status = judge(5, null, proxy("a", 5), new ProxyProgress("b", 4, "port 80 is taken"));
        assertThat(status.condition().state()).isEqualTo(State.FALSE);
        assertThat(status.condition().message()).isEqualTo("b: port 80 is taken");
    }

    @Test
    void whatAProxyRanOnBeforeItsRefusalStaysInForce() {
        assertThat(judge(4, null, new ProxyProgress("b", 4, "port 80 is taken"))
                        .condition()
                        .state())
                .isEqualTo(State.TRUE);
    }

    @Test
    void aProxyThatConnectsPutsNothingInDoubt() {
        ResourceStatus before = judge(5, null, proxy("a", 5));
        assertThat(judge(5, before, proxy("a", 5), proxy("b", 0))).isEqualTo(before);
        assertThat(judge(5, before)).isEqualTo(before);
        ResourceStatus refused = judge(5, null, new ProxyProgress("b", 4, "no"));
        assertThat(judge(5, refused, proxy("b", 0))).isEqualTo(refused);
    }

    @Test
    void aNewVersionIsJudgedAnew() {
        ResourceStatus before = judge(5, null, proxy("a", 5));
        assertThat(judge(6, before, proxy("a", 5)).condition().reason()).isEqualTo(Reason.PENDING);
    }

    @Test
    void whatIsHeldBackIsNotInForceUntilItIsNot() {
        Evidence held = new Evidence(5, 1, List.of(), List.of(WARNING), List.of(proxy("a", 5)), List.of(), null);
        ResourceStatus status = ResourceStatus.of(held, null, NOW);
        assertThat(status.condition().reason()).isEqualTo(Reason.HELD_BACK);
        assertThat(status.condition().message()).isEqualTo("spec.http[0].mirror: not honoured yet");
        assertThat(judge(5, status, proxy("a", 4)).condition().reason()).isEqualTo(Reason.PENDING);
    }

    @Test
    void errorsOfTheFileComeFirst() {
        Evidence evidence = new Evidence(
                5, 1, List.of(WARNING, ERROR, WARNING), List.of(), List.of(proxy("a", 5)), List.of(), null);
        ResourceStatus status = ResourceStatus.of(evidence, null, NOW);
        assertThat(status.condition().reason()).isEqualTo(Reason.INVALID);
        assertThat(status.messages()).containsExactly(ERROR, WARNING);
        assertThat(status.json().at("/validationMessages/0/origin").asText()).isEqualTo("web.yaml:9");
        assertThat(status.json().at("/validationMessages/1/level").asText()).isEqualTo("WARNING");
    }

    @Test
    void theTransitionIsWhenTheStateChangesNotTheMessage() {
        ResourceStatus pending = judge(5, null, proxy("a", 4));
        Instant later = NOW.plusSeconds(10);
        Evidence two = new Evidence(5, 1, List.of(), List.of(), List.of(proxy("a", 4), proxy("b", 5)), List.of(), null);
        assertThat(since(ResourceStatus.of(two, pending, later))).isEqualTo(NOW);
        Evidence all = new Evidence(5, 1, List.of(), List.of(), List.of(proxy("a", 5)), List.of(), null);
        assertThat(since(ResourceStatus.of(all, pending, later))).isEqualTo(later);
    }

    @Test
    void writtenAsKubernetesWritesConditions() {
        Evidence evidence = new Evidence(5, 3, List.of(), List.of(), List.of(proxy("a", 5)), List.of(), null);
        assertThat(ResourceStatus.of(evidence, null, NOW).json())
                .hasToString("{\"observedGeneration\":3,\"conditions\":[{\"type\":\"Reconciled\",\"status\":\"True\","
                        + "\"reason\":\"InForce\",\"message\":\"every connected proxy runs on it\","
                        + "\"lastTransitionTime\":\"2026-01-31T12:00:00Z\",\"observedGeneration\":3}]}");
    }

    @Test
    void theStatusOfKubernetesOwnKindsIsNotOurs() {
        assertThat(ResourceStatus.isOf(Kind.VIRTUAL_SERVICE)).isTrue();
        assertThat(ResourceStatus.isOf(Kind.SERVICE)).isFalse();
        assertThat(ResourceStatus.isOf(Kind.SECRET)).isTrue();
    }

    private static ResourceStatus judge(long version, @Nullable ResourceStatus last, ProxyProgress... proxies) {
        return ResourceStatus.of(
                new Evidence(version, 1, List.of(), List.of(), List.of(proxies), List.of(), null), last, NOW);
    }

    private static Instant since(ResourceStatus status) {
        return status.conditions().getFirst().since();
    }

    private static ProxyProgress proxy(String name, long revision) {
        return new ProxyProgress(name, revision, null);
    }

    private static Violation violation(Severity severity, int line, String path, String message) {
        return new Violation(severity, "web.yaml", line, null, path, message);
    }
}

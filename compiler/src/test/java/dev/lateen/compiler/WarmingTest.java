package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.validation.Violation;
import dev.lateen.api.yaml.ReadResult;
import dev.lateen.api.yaml.ResourceReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmingTest {

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: httpbin}
            spec: {ports: [{name: http, port: 8000}], selector: {app: httpbin}}
            """;

    private static final String LEAF = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: leaf}
            spec: {http: [{route: [{destination: {host: httpbin}}]}]}
            """;

    private static String root(String http) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: root}
                spec: {hosts: [httpbin], http: [%s]}
                """.formatted(http);
    }

    @Test
    void aVirtualServiceWaitsForTheSubsetItRoutesTo() {
        // Given
        List<Resource<?>> before = read(SERVICE, rule("v1"), route("v1"));
        // When
        Warming.Settled settled = Warming.settle(before, read(SERVICE, rule("v1"), route("v2")));
        // Then
        assertThat(settled.resources()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(settled.held())
                .singleElement()
                .extracting(Violation::message)
                .isEqualTo("subset \"v2\" of \"httpbin.default.svc.cluster.local\" is not defined yet;"
                        + " the last version stays in force");
    }

    @Test
    void aDestinationRuleWaitsForTheRoutesThatStillUseItsSubsets() {
        List<Resource<?>> before = read(SERVICE, rule("v1"), route("v1"));
        Warming.Settled settled = Warming.settle(before, read(SERVICE, rule("v2"), route("v1")));
        assertThat(settled.resources()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(settled.held())
                .singleElement()
                .extracting(Violation::message)
                .asString()
                .contains("still use");
    }

    @Test
    void aDeletedDestinationRuleStaysWhileItIsNeeded() {
        List<Resource<?>> before = read(SERVICE, rule("v1"), route("v1"));
        Warming.Settled settled = Warming.settle(before, List.of(before.get(0), before.get(2)));
        assertThat(settled.resources()).containsExactlyInAnyOrderElementsOf(before);
        Warming.Settled later = Warming.settle(settled.resources(), read(SERVICE));
        assertThat(later.resources()).containsExactlyElementsOf(read(SERVICE));
        assertThat(later.held()).isEmpty();
    }

    @Test
    void aVirtualServiceWaitsForTheDelegateThatItNames() {
        // Given
        List<Resource<?>> before = read(SERVICE, root("{route: [{destination: {host: httpbin}}]}"));
        String delegating = root("{delegate: {name: leaf}}");
        // When
        Warming.Settled settled = Warming.settle(before, read(SERVICE, delegating));
        // Then
        assertThat(settled.resources()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(settled.held())
                .singleElement()
                .extracting(Violation::message)
                .isEqualTo("delegate default/leaf is not defined yet; the last version stays in force");
        List<Resource<?>> complete = read(SERVICE, delegating, LEAF);
        assertThat(Warming.settle(settled.resources(), complete).resources())
                .containsExactlyInAnyOrderElementsOf(complete);
    }

    @Test
    void aDeletedDelegateStaysWhileRulesDelegateToIt() {
        List<Resource<?>> before = read(SERVICE, root("{delegate: {name: leaf}}"), LEAF);
        Warming.Settled settled = Warming.settle(before, before.subList(0, 2));
        assertThat(settled.resources()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(settled.held())
                .singleElement()
                .extracting(Violation::message)
                .asString()
                .contains("still delegate to it");
        List<Resource<?>> without = read(SERVICE, root("{route: [{destination: {host: httpbin}}]}"));
        Warming.Settled later = Warming.settle(settled.resources(), without);
        assertThat(later.resources()).containsExactlyInAnyOrderElementsOf(without);
        assertThat(later.held()).isEmpty();
    }

    @Test
    void theSubsetsOfAHeldDelegateStayToo() {
        String leaf = LEAF.replace("host: httpbin", "host: httpbin, subset: v1");
        List<Resource<?>> before = read(SERVICE, rule("v1"), root("{delegate: {name: leaf}}"), leaf);
        Warming.Settled settled = Warming.settle(before, List.of(before.get(0), before.get(2)));
        assertThat(settled.resources()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void bothComeIntoForceTogether() {
        List<Resource<?>> wanted = read(SERVICE, rule("v2"), route("v2"));
        Warming.Settled settled = Warming.settle(read(SERVICE, rule("v1"), route("v1")), wanted);
        assertThat(settled.resources()).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(settled.held()).isEmpty();
    }

    @Test
    void whatHasNoEarlierVersionIsUsedAsItIs() {
        List<Resource<?>> wanted = read(route("v1"));
        assertThat(Warming.settle(List.of(), wanted).resources()).containsExactlyElementsOf(wanted);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void inAnyOrderEveryStepIsCompleteAndTheEndIsWhatWasWanted(long seed) {
        // Given
        Random random = new Random(seed);
        List<Resource<?>> wanted = read(SERVICE, rule("v0"), route("v0"));
        List<Resource<?>> inForce = wanted;
        for (int step = 1; step < 50; step++) {
            List<Resource<?>> changes = new ArrayList<>(read(rule("v" + step), route("v" + step)));
            Collections.shuffle(changes, random);
            for (Resource<?> change : changes) {
                // When
                List<Resource<?>> next = new ArrayList<>(wanted);
                next.removeIf(resource -> resource.key().equals(change.key()));
                next.add(change);
                wanted = next;
                inForce = Warming.settle(inForce, wanted).resources();
                // Then: no step leaves a route to a subset that is not there
                assertThat(Warming.settle(List.of(), inForce).held()).isEmpty();
                assertThat(subsetsUsed(inForce)).isEqualTo(subsetsDefined(inForce));
            }
            assertThat(inForce).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    private static List<String> subsetsUsed(List<Resource<?>> resources) {
        return texts(resources, "/spec/http/0/route/0/destination/subset");
    }

    private static List<String> subsetsDefined(List<Resource<?>> resources) {
        return texts(resources, "/spec/subsets/0/name");
    }

    private static List<String> texts(List<Resource<?>> resources, String pointer) {
        return resources.stream()
                .map(resource -> resource.document().at(pointer).asText())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String rule(String subset) {
        return """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: httpbin}
                spec: {host: httpbin, subsets: [{name: %s, labels: {version: v1}}]}
                """.formatted(subset);
    }

    private static String route(String subset) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: httpbin}
                spec:
                  hosts: [httpbin]
                  http:
                  - route:
                    - destination: {host: httpbin, subset: %s}
                """.formatted(subset);
    }

    private static List<Resource<?>> read(String... documents) {
        ReadResult result = ResourceReader.read("test.yaml", String.join("---\n", documents), "default");
        assertThat(result.errors()).isEmpty();
        return result.resources();
    }
}

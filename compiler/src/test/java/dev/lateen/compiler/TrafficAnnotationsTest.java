package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.networking.VirtualService;
import dev.lateen.compiler.TrafficAnnotations.Key;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficAnnotationsTest {

    @SuppressWarnings("unchecked")
    private static Resource<VirtualService> annotated(String annotations) {
        return (Resource<VirtualService>)
                Meshes.resources("""
                        apiVersion: networking.istio.io/v1
                        kind: VirtualService
                        metadata:
                          name: a
                          namespace: default
                          annotations: {%s}
                        spec: {hosts: [a], http: [{route: [{destination: {host: a}}]}]}
                        """.formatted(annotations)).getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sticky       | cookie",
                "sticky       | header:x-user",
                "sticky       | source-ip",
                "drain        | false",
                "health-aware | false",
                "fault-scope  | request",
                "retry-on     | other-destination"
            })
    void aKnownValueIsTakenWithoutAWord(String name, String value) {
        var resource = annotated("traffic.lateen.dev/" + name + ": '" + value + "'");

        var key = Key.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        assertThat(TrafficAnnotations.of(resource).value(key)).isEqualTo(value);
        assertThat(UnhonouredFields.of(resource)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sticky       | Cookie  | \"Cookie\" (expected: cookie, header:<name> or source-ip); it has no effect",
                "sticky       | header: | \"header:\" (expected: cookie, header:<name> or source-ip)",
                "sticky       | header:a b | \"header:a b\" (expected: cookie, header:<name> or source-ip)",
                "drain        | yes     | \"yes\" (expected: true or false)",
                "fault-scope  | route   | \"route\" (expected: attempt or request)",
                "stiky        | cookie  | unknown (expected under traffic.lateen.dev/: sticky, drain, health-aware, "
                        + "fault-scope, retry-on, ramp); it has no effect"
            })
    void anythingElseHasNoEffectAndIsNamed(String name, String value, String message) {
        var resource = annotated("traffic.lateen.dev/" + name + ": '" + value + "'");

        assertThat(UnhonouredFields.of(resource)).singleElement().satisfies(warning -> {
            assertThat(warning.path()).isEqualTo("metadata.annotations.traffic.lateen.dev/" + name);
            assertThat(warning.message()).startsWith(message);
        });
        for (var key : Key.values()) {
            assertThat(TrafficAnnotations.of(resource).value(key)).isNull();
        }
    }

    @Test
    void aDrainNeedsACookie() {
        var sticky = "traffic.lateen.dev/drain: 'true', traffic.lateen.dev/sticky: ";

        assertThat(UnhonouredFields.of(annotated(sticky + "cookie"))).isEmpty();
        assertThat(UnhonouredFields.of(annotated(sticky + "source-ip")))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message())
                        .startsWith("\"true\" (expected: with traffic.lateen.dev/sticky: cookie"));
    }

    @Test
    void whatADelegateDoesNotSayIsInherited() {
        var root =
                TrafficAnnotations.of(annotated("traffic.lateen.dev/sticky: cookie, traffic.lateen.dev/drain: 'true'"));
        var leaf = TrafficAnnotations.of(annotated("traffic.lateen.dev/sticky: source-ip"));

        var merged = leaf.over(root);

        assertThat(merged.is(Key.STICKY, "source-ip")).isTrue();
        assertThat(merged.is(Key.DRAIN, "true")).isTrue();
        assertThat(merged.value(Key.HEALTH_AWARE)).isNull();
    }
}

package dev.lateen.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UnknownSettingsTest {

    @Test
    void namesVariablesThatNoKeyMatchesAndKeysOfOtherGroups() {
        // Given
        var given = List.of("lateen.pilot.home", "lateen.pilto.home", "lateen.home", "quarkus.log.level");
        var variables = Set.of("LATEEN_PILOT_HOME", "LATEEN_PILOT_PUSH_PROT", "LATEEN_HOME", "PATH");

        // When, then
        assertThat(UnknownSettings.of(given, variables)).containsExactly("LATEEN_PILOT_PUSH_PROT", "lateen.pilto.home");
    }

    @Test
    void knowsEveryKeyOfTheSettings() {
        assertThat(keys("lateen.pilot.", PilotSettings.class))
                .containsExactlyInAnyOrderElementsOf(UnknownSettings.KEYS);
    }

    private static Stream<String> keys(String prefix, Class<?> settings) {
        return Arrays.stream(settings.getDeclaredMethods()).flatMap(method -> {
            var name = prefix + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            return method.getReturnType().getEnclosingClass() == settings
                    ? keys(name + ".", method.getReturnType())
                    : Stream.of(name);
        });
    }
}

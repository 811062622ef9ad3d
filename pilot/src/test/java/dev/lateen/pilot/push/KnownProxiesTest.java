package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownProxiesTest {

    @TempDir
    Path home;

    @Test
    void whoWasConnectedIsMissedUntilItIsBack() {
        Path file = home.resolve("run/proxies");
        KnownProxies before = new KnownProxies(file);
        assertThat(before.missing()).isEmpty();
        before.remember(Set.of("a", "b"));
        before.freeze();
        before.remember(Set.of());

        KnownProxies after = new KnownProxies(file);
        after.connected("a");
        assertThat(after.missing()).containsExactly("b");
        after.remember(Set.of("a"));
        assertThat(new KnownProxies(file).missing())
                .as("still expected by a start that follows at once")
                .containsExactly("a", "b");
    }
}

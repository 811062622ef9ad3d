package dev.lateen.snapshot.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.FilterChain;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainIndexTest {

    private static FilterChain chain(String name, String... serverNames) {
        return new FilterChain(name, List.of(serverNames), null, "routes", null, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, exact",
        "b.example.com, wild",
        "x.b.example.com, wild",
        "x.deep.example.com, deep",
        "deep.example.com, wild",
        "example.com, other",
        ", other"
    })
    void theMostSpecificNameWins(@Nullable String asked, String chosen) {
        var index = ChainIndex.of(List.of(
                chain("other"),
                chain("wild", "*.example.com"),
                chain("deep", "*.deep.example.com"),
                chain("exact", "a.example.com")));
        var found = index.choose(asked);
        assertThat(found).extracting(FilterChain::name).isEqualTo(chosen);
        assertThat(index.named(chosen)).isSameAs(found);
        assertThat(index.needsServerName()).isTrue();
    }

    @Test
    void withoutNamesThereIsNothingToAskFor() {
        var index = ChainIndex.of(List.of(chain("other")));
        assertThat(index.needsServerName()).isFalse();
        assertThat(index.choose("a.example.com")).isSameAs(index.choose(null));
    }

    @Test
    void whatNoChainWantsHasNone() {
        var index = ChainIndex.of(List.of(chain("a", "a.example.com")));
        assertThat(index.choose("b.example.com")).isNull();
        assertThat(index.choose(null)).isNull();
    }

    @Test
    void chainsThatContradictEachOtherAreNamed() {
        assertThatThrownBy(() -> ChainIndex.of(List.of(chain("a"), chain("a", "x"))))
                .hasMessage("filter chain a: occurs twice (expected: unique names)");
        assertThatThrownBy(() -> ChainIndex.of(List.of(chain("a", "x"), chain("b", "x"))))
                .hasMessage("filter chain b: server name x is already that of a");
        assertThatThrownBy(() -> ChainIndex.of(List.of(chain("a"), chain("b"))))
                .hasMessage("filter chain b: no server names, like a (expected: one such chain at most)");
    }
}

package dev.lateen.snapshot.route;

import dev.lateen.snapshot.FilterChain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The filter chains of one listener by the names that TLS clients ask for: an exact name before the longest wildcard,
/// that before the chain without names. Immutable.
///
/// @param <C> what stands for a [FilterChain]
public final class ChainIndex<C> {

    private final Function<C, FilterChain> source;
    private final Map<String, C> byName = new HashMap<>();
    private final Map<String, C> byServerName = new HashMap<>();
    private @Nullable C other;

    private ChainIndex(Function<C, FilterChain> source) {
        this.source = source;
    }

    /// @throws IllegalArgumentException naming the chain that contradicts another
    public static <C> ChainIndex<C> of(List<C> chains, Function<C, FilterChain> source) {
        var index = new ChainIndex<C>(source);
        chains.forEach(index::add);
        return index;
    }

    public static ChainIndex<FilterChain> of(List<FilterChain> chains) {
        return of(chains, Function.identity());
    }

    /// Whether a choice needs to know what the client asks for: else it can be made before the first byte, as a
    /// protocol needs whose server speaks first.
    public boolean needsServerName() {
        return !byServerName.isEmpty();
    }

    /// @param serverName in lower case; null when none is asked for
    /// @return null when no chain wants the connection
    public @Nullable C choose(@Nullable String serverName) {
        if (serverName == null) {
            return other;
        }
        var exact = byServerName.get(serverName);
        for (int dot = serverName.indexOf('.'); exact == null && dot >= 0; dot = serverName.indexOf('.', dot + 1)) {
            exact = byServerName.get("*" + serverName.substring(dot));
        }
        return exact != null ? exact : other;
    }

    /// @return null when there is no such chain
    public @Nullable C named(String name) {
        return byName.get(name);
    }

    private void add(C chain) {
        var declared = source.apply(chain);
        if (byName.put(declared.name(), chain) != null) {
            throw invalid(declared, "occurs twice (expected: unique names)");
        }
        for (var serverName : declared.serverNames()) {
            var same = byServerName.put(serverName, chain);
            if (same != null) {
                throw invalid(declared, "server name " + serverName + " is already that of " + nameOf(same));
            }
        }
        if (declared.serverNames().isEmpty()) {
            if (other != null) {
                throw invalid(
                        declared, "no server names, like " + nameOf(other) + " (expected: one such chain at most)");
            }
            other = chain;
        }
    }

    private String nameOf(C chain) {
        return source.apply(chain).name();
    }

    private static IllegalArgumentException invalid(FilterChain chain, String fault) {
        return new IllegalArgumentException("filter chain " + chain.name() + ": " + fault);
    }
}

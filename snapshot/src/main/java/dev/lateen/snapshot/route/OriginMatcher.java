package dev.lateen.snapshot.route;

import dev.lateen.snapshot.Cors;
import java.util.List;

/// Which origins a [Cors] allows. Immutable.
public final class OriginMatcher {

    private static final byte[] ANY = {'*'};

    private final List<ValueMatcher> allowed;
    private final boolean all;

    private OriginMatcher(List<ValueMatcher> allowed) {
        this.allowed = allowed;
        this.all = allowed.stream().anyMatch(matcher -> matcher.matches(ANY, 0, ANY.length));
    }

    /// @throws IllegalArgumentException for a regex that is not RE2
    public static OriginMatcher of(Cors cors) {
        return new OriginMatcher(cors.allowOrigins().stream()
                .map(match -> ValueMatcher.of(match, false))
                .toList());
    }

    /// Whether the bytes are an origin that is allowed. An entry that matches `*` allows all, as in Envoy.
    public boolean allows(byte[] bytes, int from, int to) {
        if (all) {
            return true;
        }
        for (var matcher : allowed) {
            if (matcher.matches(bytes, from, to)) {
                return true;
            }
        }
        return false;
    }
}

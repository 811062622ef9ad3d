package dev.lateen.snapshot;

import org.jspecify.annotations.Nullable;

/// How a route with several destinations chooses among them, beyond their weights.
///
/// @param ignoreHealth whether a destination without a usable endpoint keeps its share, as in Istio
/// @param sticky null when callers are not told apart
/// @param drain whether a caller that its cookie names stays at a destination whose weight is 0
public record WeightPolicy(boolean ignoreHealth, @Nullable Sticky sticky, boolean drain) {

    /// What holds where nobody says anything.
    public static final WeightPolicy DEFAULT = new WeightPolicy(false, null, false);

    /// How a caller is known.
    ///
    /// @param name of the header or the cookie; null for an address
    public record Sticky(By by, @Nullable String name) {

        public enum By {
            COOKIE,
            HEADER,
            SOURCE_IP
        }
    }
}

package dev.lateen.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All conditions must hold; null means any. Semantics per field are those of Istio's `HTTPMatchRequest`.
///
/// @param path on the normalised path without query; regex is a full match by RE2
/// @param ignorePathCase for exact and prefix only
/// @param scheme on `http` or `https`
/// @param authority on the authority as sent, with its port, case-sensitive
/// @param headers names lower case; several values of one name are joined with `,` before matching
/// @param queryParams first occurrence of the key
public record RouteMatch(
        @Nullable StringMatch path,
        boolean ignorePathCase,
        @Nullable StringMatch scheme,
        @Nullable StringMatch method,
        @Nullable StringMatch authority,
        List<NamedMatch> headers,
        List<NamedMatch> queryParams) {

    public static final RouteMatch ANY = new RouteMatch(null, false, null, null, null, List.of(), List.of());

    public RouteMatch {
        headers = List.copyOf(headers);
        queryParams = List.copyOf(queryParams);
    }

    /// A condition on a header or a query parameter.
    ///
    /// @param invert for `withoutHeaders`: the condition holds when `value` does not match. A missing header
    ///     counts as the empty string there, except for [StringMatch.Present], which then means "header absent"
    public record NamedMatch(String name, StringMatch value, boolean invert) {}
}

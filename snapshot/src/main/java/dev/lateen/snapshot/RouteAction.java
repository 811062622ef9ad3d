package dev.lateen.snapshot;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a matched route does with the request.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RouteAction.Forward.class, name = "forward"),
    @JsonSubTypes.Type(value = RouteAction.Refuse.class, name = "refuse")
})
public sealed interface RouteAction {

    /// Send it to one of the destinations.
    ///
    /// @param destinations at least one; with a single one its weight does not matter
    /// @param rewrite null keeps the path
    /// @param authority new Host of the upstream request, from `rewrite.authority` or a route-level `host` header;
    ///     wins over [Destination#authority]
    /// @param timeoutMillis for the whole request, from its last byte received; 0 means none
    record Forward(
            List<Destination> destinations,
            @Nullable PathRewrite rewrite,
            @Nullable String authority,
            long timeoutMillis,
            HeaderEdits request,
            HeaderEdits response)
            implements RouteAction {
        public Forward {
            destinations = List.copyOf(destinations);
        }
    }

    /// Answer here, for a reason that the user should see (`block_all`, a rule that Lateen does not honour yet).
    ///
    /// @param details Envoy's response code details, for instance `direct_response`
    /// @param reason plain words for the local reply and the log
    record Refuse(int status, String details, String reason) implements RouteAction {}

    /// A share of the traffic.
    ///
    /// @param cluster name of a cluster; when the snapshot has no such cluster the answer is 503 NC
    record Destination(
            String cluster, int weight, @Nullable String authority, HeaderEdits request, HeaderEdits response) {}

    /// @param prefix the matched prefix that `replacement` literally takes the place of; null replaces the whole path.
    ///     The query is kept in both cases
    record PathRewrite(@Nullable String prefix, String replacement) {}
}

package dev.lateen.snapshot;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a matched route does with the request.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RouteAction.Forward.class, name = "forward"),
    @JsonSubTypes.Type(value = RouteAction.Redirect.class, name = "redirect"),
    @JsonSubTypes.Type(value = RouteAction.DirectResponse.class, name = "directResponse"),
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
    /// @param retries null for [RetryPolicy#DEFAULT]
    /// @param mirrors where copies go
    /// @param weights null for [WeightPolicy#DEFAULT]
    record Forward(
            List<Destination> destinations,
            @Nullable PathRewrite rewrite,
            @Nullable String authority,
            long timeoutMillis,
            @Nullable RetryPolicy retries,
            HeaderEdits request,
            HeaderEdits response,
            List<Mirror> mirrors,
            @Nullable WeightPolicy weights)
            implements RouteAction {
        public Forward {
            destinations = List.copyOf(destinations);
            mirrors = List.copyOf(mirrors);
        }

        /// With the retries that hold where nobody says anything.
        public Forward(
                List<Destination> destinations,
                @Nullable PathRewrite rewrite,
                @Nullable String authority,
                long timeoutMillis,
                HeaderEdits request,
                HeaderEdits response) {
            this(destinations, rewrite, authority, timeoutMillis, null, request, response, List.of(), null);
        }

        public Forward withRetries(RetryPolicy policy) {
            var given = policy.equals(RetryPolicy.DEFAULT) ? null : policy;
            return new Forward(
                    destinations, rewrite, authority, timeoutMillis, given, request, response, mirrors, weights);
        }

        public Forward withMirrors(List<Mirror> copies) {
            return new Forward(
                    destinations, rewrite, authority, timeoutMillis, retries, request, response, copies, weights);
        }

        public Forward withWeights(WeightPolicy policy) {
            var given = policy.equals(WeightPolicy.DEFAULT) ? null : policy;
            return new Forward(
                    destinations, rewrite, authority, timeoutMillis, retries, request, response, mirrors, given);
        }

        public WeightPolicy weightPolicy() {
            return weights == null ? WeightPolicy.DEFAULT : weights;
        }

        public RetryPolicy retryPolicy() {
            return retries == null ? RetryPolicy.DEFAULT : retries;
        }
    }

    /// Tell the client to ask elsewhere; `Location` is the request's own URL, changed by what is given here.
    ///
    /// @param code 301, 302, 303, 307 or 308
    /// @param scheme null keeps that of the request
    /// @param authority null keeps the host of the request
    /// @param port 0 keeps the port that the host of the request has, unless it is the default one of a scheme that
    ///     changes
    /// @param path null keeps the path; a [PathRewrite.Whole] with a query of its own replaces that of the request
    record Redirect(
            int code,
            @Nullable String scheme,
            @Nullable String authority,
            int port,
            @Nullable PathRewrite path,
            HeaderEdits response)
            implements RouteAction {}

    /// Answer with these bytes.
    ///
    /// @param body text, or bytes in base64
    record DirectResponse(int status, String body, boolean base64, HeaderEdits response) implements RouteAction {

        /// @throws IllegalArgumentException when the body is not what it is said to be
        public byte[] content() {
            return base64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
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
}

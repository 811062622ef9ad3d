package dev.lateen.api.security;

import dev.lateen.api.type.PolicyTargetReference;
import dev.lateen.api.type.WorkloadSelector;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which tokens of requests a workload checks; field by field Istio's `security.istio.io/RequestAuthentication`.
public record RequestAuthentication(
        @Nullable WorkloadSelector selector,
        @Nullable PolicyTargetReference targetRef,
        List<PolicyTargetReference> targetRefs,
        List<JWTRule> jwtRules) {

    public RequestAuthentication {
        targetRefs = List.copyOf(targetRefs);
        jwtRules = List.copyOf(jwtRules);
    }

    /// @param jwks the keys themselves, a JSON text; never in messages, as somebody may have left private parts in it
    public record JWTRule(
            @Nullable String issuer,
            List<String> audiences,
            @Nullable String jwksUri,
            @Nullable String jwks,
            List<JWTHeader> fromHeaders,
            List<String> fromParams,
            List<String> fromCookies,
            @Nullable String outputPayloadToHeader,
            @Nullable Boolean forwardOriginalToken,
            List<ClaimToHeader> outputClaimToHeaders,
            @Nullable Duration timeout,
            List<String> spaceDelimitedClaims) {
        public JWTRule {
            audiences = List.copyOf(audiences);
            fromHeaders = List.copyOf(fromHeaders);
            fromParams = List.copyOf(fromParams);
            fromCookies = List.copyOf(fromCookies);
            outputClaimToHeaders = List.copyOf(outputClaimToHeaders);
            spaceDelimitedClaims = List.copyOf(spaceDelimitedClaims);
        }
    }

    public record JWTHeader(@Nullable String name, @Nullable String prefix) {}

    public record ClaimToHeader(
            @Nullable String header, @Nullable String claim) {}
}

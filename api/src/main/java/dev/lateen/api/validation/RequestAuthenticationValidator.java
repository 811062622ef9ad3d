package dev.lateen.api.validation;

import dev.lateen.api.security.RequestAuthentication;
import dev.lateen.api.security.RequestAuthentication.ClaimToHeader;
import dev.lateen.api.security.RequestAuthentication.JWTRule;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rules of a RequestAuthentication; those of the keys are in [JwksRules].
final class RequestAuthenticationValidator {

    /// Headers that a proxy makes of claims: fewer characters than HTTP allows.
    private static final Pattern STRICT = Pattern.compile("[-_A-Za-z0-9]+");

    private final Findings findings;

    RequestAuthenticationValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(RequestAuthentication policy) {
        PolicyTargets.check(findings, policy.selector(), policy.targetRef(), policy.targetRefs());
        for (int i = 0; i < policy.jwtRules().size(); i++) {
            rule(policy.jwtRules().get(i), "spec.jwtRules[" + i + "]");
        }
    }

    private void rule(JWTRule rule, String path) {
        if (Findings.isBlank(rule.issuer()) && Findings.isBlank(rule.jwksUri())) {
            findings.missing(path + ".issuer", "an issuer or jwksUri");
        }
        texts(path + ".audiences", rule.audiences(), "an audience");
        JwksRules.check(findings, path, rule);
        for (int i = 0; i < rule.fromHeaders().size(); i++) {
            header(
                    path + ".fromHeaders[" + i + "].name",
                    rule.fromHeaders().get(i).name());
        }
        texts(path + ".fromParams", rule.fromParams(), "the name of a parameter");
        texts(path + ".fromCookies", rule.fromCookies(), "the name of a cookie");
        texts(path + ".spaceDelimitedClaims", rule.spaceDelimitedClaims(), "the name of a claim");
        if (!Findings.isBlank(rule.outputPayloadToHeader())) {
            header(path + ".outputPayloadToHeader", rule.outputPayloadToHeader());
        }
        claims(path + ".outputClaimToHeaders", rule.outputClaimToHeaders());
        Times.check(findings, path + ".timeout", rule.timeout());
    }

    private void claims(String path, List<ClaimToHeader> claims) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < claims.size(); i++) {
            String at = path + "[" + i + "]";
            String header = Findings.orEmpty(claims.get(i).header());
            if (!STRICT.matcher(header).matches()) {
                findings.bad(at + ".header", header, "the name of a header: letters, digits, '-' and '_'");
            } else if (!seen.add(header.toLowerCase(Locale.ROOT))) {
                findings.bad(at + ".header", header, "each header once");
            }
            if (Findings.isBlank(claims.get(i).claim())) {
                findings.missing(at + ".claim", "the name of a claim");
            }
        }
    }

    private void header(String path, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            findings.missing(path, "the name of a header");
        } else {
            HeaderNames.check(findings, path, name);
        }
    }

    private void texts(String path, List<String> texts, String expected) {
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).isEmpty()) {
                findings.bad(path + "[" + i + "]", "", expected);
            }
        }
    }
}

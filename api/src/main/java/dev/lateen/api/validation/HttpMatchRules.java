package dev.lateen.api.validation;

import dev.lateen.api.networking.VirtualService.HTTPMatchRequest;
import dev.lateen.api.networking.VirtualService.StringMatch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The conditions of one HTTP match.
final class HttpMatchRules {

    /// `@request.auth.claims.group` or `@request.auth.claims[group]`: a claim of the token, no header.
    private static final String CLAIMS = "@request.auth.claims";

    private final Findings findings;
    private final boolean claims;

    HttpMatchRules(Findings findings, boolean claims) {
        this.findings = findings;
        this.claims = claims;
    }

    void check(HTTPMatchRequest match, String path) {
        if (match.uri() != null && match.uri().regex() != null) {
            Regexes.check(findings, path + ".uri.regex", match.uri().regex());
        }
        value(match.scheme(), path + ".scheme");
        value(match.method(), path + ".method");
        value(match.authority(), path + ".authority");
        headers(match.headers(), path + ".headers");
        headers(match.withoutHeaders(), path + ".withoutHeaders");
        match.queryParams().forEach((name, value) -> presence(value, path + ".queryParams." + name));
        if (match.port() != null && match.port() != 0) {
            Ports.check(findings, path + ".port", match.port());
        }
        Labels.check(findings, path + ".sourceLabels", match.sourceLabels());
        GatewayNames.check(findings, path + ".gateways", match.gateways());
        if (match.sourceNamespace() != null
                && !match.sourceNamespace().isEmpty()
                && !Names.isLabel(match.sourceNamespace())) {
            findings.bad(path + ".sourceNamespace", match.sourceNamespace(), Names.LABEL);
        }
    }

    private void headers(Map<String, StringMatch> headers, String path) {
        headers.forEach((name, value) -> {
            String at = path + "." + name;
            if (name.startsWith(CLAIMS)) {
                claim(name, at);
            } else if (!HeaderNames.isMatchable(name)) {
                findings.bad(at, name, HeaderNames.TOKEN);
            }
            presence(value, at);
        });
    }

    private void claim(String name, String path) {
        String rest = name.substring(CLAIMS.length());
        boolean dotted = rest.startsWith(".") && rest.length() > 1;
        boolean bracketed = rest.startsWith("[") && rest.endsWith("]") && rest.length() > 2;
        if (!dotted && !bracketed) {
            findings.bad(path, name, CLAIMS + ".name or " + CLAIMS + "[name]");
        } else if (!claims) {
            findings.bad(path, name, "claims only where gateways names a Gateway");
        }
    }

    /// A regex of just `*` is Istio's old way to ask for presence.
    private void presence(StringMatch match, String path) {
        if (!"*".equals(match.regex())) {
            value(match, path);
        }
    }

    private void value(@Nullable StringMatch match, String path) {
        check(findings, match, path);
    }

    /// An empty prefix would match everything; only `uri` may say so.
    static void check(Findings findings, @Nullable StringMatch match, String path) {
        if (match == null) {
            return;
        }
        if (match.prefix() != null && match.prefix().isEmpty()) {
            findings.bad(path + ".prefix", "", "at least one character");
        }
        if (match.regex() != null) {
            Regexes.check(findings, path + ".regex", match.regex());
        }
    }
}

package dev.lateen.api.validation;

import dev.lateen.api.networking.VirtualService.HTTPRoute;

/// One rule of `spec.http`: what it may combine, and each of its parts.
final class HttpRouteValidator {

    private final Findings findings;
    private final boolean delegate;
    private final boolean claims;

    /// @param delegate whether the VirtualService has no hosts
    /// @param claims whether JWT claims may be matched: only gateways can
    HttpRouteValidator(Findings findings, boolean delegate, boolean claims) {
        this.findings = findings;
        this.delegate = delegate;
        this.claims = claims;
    }

    void validate(HTTPRoute route, String path) {
        checkAction(route, path);
        HttpMatchRules matches = new HttpMatchRules(findings, claims);
        for (int i = 0; i < route.match().size(); i++) {
            matches.check(route.match().get(i), path + ".match[" + i + "]");
        }
        if (route.headers() != null) {
            HeaderEdits.check(findings, path + ".headers", route.headers());
            HeaderEdits.checkAuthorityOnce(findings, path, route);
        }
        Destinations.checkHttp(findings, path + ".route", route.route());
        HttpActions.check(findings, path, route);
        Times.check(findings, path + ".timeout", route.timeout());
        if (route.retries() != null) {
            RetryRules.check(findings, path + ".retries", route.retries());
        }
        if (route.fault() != null) {
            FaultRules.check(findings, path + ".fault", route.fault());
        }
        if (route.corsPolicy() != null) {
            CorsRules.check(findings, path + ".corsPolicy", route.corsPolicy());
        }
        MirrorRules.check(findings, path, route);
    }

    private void checkAction(HTTPRoute route, String path) {
        if (route.delegate() != null) {
            checkRoot(route, path);
        } else if (route.redirect() != null) {
            refuseBeside(path, "redirect", "route", !route.route().isEmpty());
            refuseBeside(path, "redirect", "fault", route.fault() != null);
            refuseBeside(path, "redirect", "rewrite", route.rewrite() != null);
            refuseBeside(path, "redirect", "directResponse", route.directResponse() != null);
        } else if (route.directResponse() != null) {
            refuseBeside(path, "directResponse", "route", !route.route().isEmpty());
            refuseBeside(path, "directResponse", "fault", route.fault() != null);
            refuseBeside(path, "directResponse", "rewrite", route.rewrite() != null);
        } else if (route.route().isEmpty()) {
            findings.missing(path, "route, redirect or directResponse");
        }
    }

    private void checkRoot(HTTPRoute route, String path) {
        if (delegate) {
            findings.error(path + ".delegate", "a delegate inside a delegate (expected: one level)");
        }
        refuseBeside(path, "delegate", "route", !route.route().isEmpty());
        refuseBeside(path, "delegate", "redirect", route.redirect() != null);
        if (route.delegate() != null) {
            String name = route.delegate().name();
            if (name == null || name.isEmpty()) {
                findings.missing(path + ".delegate.name", "the name of a VirtualService");
            } else if (!Names.isSubdomain(name)) {
                findings.bad(path + ".delegate.name", name, "the name of a VirtualService");
            }
            String namespace = route.delegate().namespace();
            if (namespace != null && !namespace.isEmpty() && !Names.isLabel(namespace)) {
                findings.bad(path + ".delegate.namespace", namespace, Names.LABEL);
            }
        }
    }

    private void refuseBeside(String path, String field, String other, boolean given) {
        if (given) {
            findings.exclusive(path, field, other);
        }
    }
}

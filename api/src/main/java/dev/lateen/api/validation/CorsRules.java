package dev.lateen.api.validation;

import dev.lateen.api.networking.VirtualService.CorsPolicy;
import dev.lateen.api.networking.VirtualService.StringMatch;
import java.util.List;

/// `corsPolicy`.
final class CorsRules {

    private static final List<String> METHODS =
            List.of("*", "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private CorsRules() {}

    static void check(Findings findings, String path, CorsPolicy cors) {
        for (int i = 0; i < cors.allowOrigins().size(); i++) {
            origin(
                    findings,
                    path + ".allowOrigins[" + i + "]",
                    cors.allowOrigins().get(i));
        }
        for (int i = 0; i < cors.allowMethods().size(); i++) {
            String method = cors.allowMethods().get(i);
            if (!METHODS.contains(method)) {
                findings.bad(path + ".allowMethods[" + i + "]", method, "one of " + Findings.choices(METHODS));
            }
        }
        headers(findings, path + ".allowHeaders", cors.allowHeaders());
        headers(findings, path + ".exposeHeaders", cors.exposeHeaders());
        Times.checkSeconds(findings, path + ".maxAge", cors.maxAge());
    }

    private static void origin(Findings findings, String path, StringMatch origin) {
        if (origin.exact() != null && origin.exact().isEmpty()) {
            findings.bad(path + ".exact", "", "an origin");
        }
        HttpMatchRules.check(findings, origin, path);
    }

    private static void headers(Findings findings, String path, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            HeaderNames.check(findings, path + "[" + i + "]", names.get(i));
        }
    }
}

package dev.lateen.api.validation;

import dev.lateen.api.networking.VirtualService.HTTPBody;
import dev.lateen.api.networking.VirtualService.HTTPDirectResponse;
import dev.lateen.api.networking.VirtualService.HTTPMatchRequest;
import dev.lateen.api.networking.VirtualService.HTTPRedirect;
import dev.lateen.api.networking.VirtualService.HTTPRewrite;
import dev.lateen.api.networking.VirtualService.HTTPRoute;
import dev.lateen.api.networking.VirtualService.RegexRewrite;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Redirects, rewrites and direct responses.
final class HttpActions {

    private static final int LARGEST_BODY = 1024 * 1024;
    private static final int LARGE_BODY = 100 * 1024;

    private HttpActions() {}

    static void check(Findings findings, String path, HTTPRoute route) {
        if (route.redirect() != null) {
            redirect(findings, path, route.redirect(), route.match());
        }
        if (route.rewrite() != null) {
            rewrite(findings, path + ".rewrite", route.rewrite());
        }
        if (route.directResponse() != null) {
            directResponse(findings, path + ".directResponse", route.directResponse());
        }
    }

    /// A status that a proxy may answer with by itself.
    static void status(Findings findings, String path, int status) {
        if (status < 200 || status > 600) {
            findings.bad(path, status, "200..599");
        }
    }

    private static void redirect(
            Findings findings, String route, HTTPRedirect redirect, List<HTTPMatchRequest> matches) {
        String path = route + ".redirect";
        boolean prefix = !Findings.isBlank(redirect.prefixRewrite());
        if (!Findings.isBlank(redirect.uri()) && prefix) {
            findings.exclusive(path, "uri", "prefixRewrite");
        }
        if (isEmpty(redirect)) {
            findings.missing(path, "uri, prefixRewrite, authority, scheme or port");
        }
        if (redirect.redirectCode() != null
                && redirect.redirectCode() != 0
                && (redirect.redirectCode() < 300 || redirect.redirectCode() > 399)) {
            findings.bad(path + ".redirectCode", redirect.redirectCode(), "300..399");
        }
        String scheme = Findings.orEmpty(redirect.scheme());
        if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
            findings.bad(path + ".scheme", scheme, "http or https");
        }
        if (redirect.port() != null) {
            Ports.check(findings, path + ".port", redirect.port());
        }
        for (int i = 0; prefix && i < matches.size(); i++) {
            HTTPMatchRequest match = matches.get(i);
            if (match.uri() != null && match.uri().prefix() == null) {
                findings.error(
                        route + ".match[" + i + "].uri",
                        "no prefix (expected: a prefix, which redirect.prefixRewrite replaces)");
            }
        }
    }

    private static boolean isEmpty(HTTPRedirect redirect) {
        return Findings.isBlank(redirect.uri())
                && Findings.isBlank(redirect.prefixRewrite())
                && Findings.isBlank(redirect.authority())
                && Findings.isBlank(redirect.scheme())
                && redirect.port() == null
                && redirect.derivePort() == null;
    }

    private static void rewrite(Findings findings, String path, HTTPRewrite rewrite) {
        RegexRewrite regex = rewrite.uriRegexRewrite();
        boolean uri = !Findings.isBlank(rewrite.uri());
        if (!uri && regex == null && Findings.isBlank(rewrite.authority())) {
            findings.missing(path, "uri, uriRegexRewrite or authority");
        }
        if (regex == null) {
            return;
        }
        if (uri) {
            findings.exclusive(path, "uri", "uriRegexRewrite");
        }
        if (regex.match() == null || regex.match().isEmpty()) {
            findings.missing(path + ".uriRegexRewrite.match", "a regular expression");
        } else {
            Regexes.check(findings, path + ".uriRegexRewrite.match", regex.match());
        }
        if (Findings.isBlank(regex.rewrite())) {
            findings.missing(path + ".uriRegexRewrite.rewrite", "what the match is replaced with");
        }
    }

    private static void directResponse(Findings findings, String path, HTTPDirectResponse response) {
        status(findings, path + ".status", response.status() == null ? 0 : response.status());
        if (response.body() != null) {
            body(findings, path + ".body", response.body());
        }
    }

    private static void body(Findings findings, String path, HTTPBody body) {
        int size = 0;
        if (body.string() != null) {
            size = body.string().getBytes(StandardCharsets.UTF_8).length;
        } else if (body.bytes() != null) {
            try {
                size = Base64.getDecoder().decode(body.bytes()).length;
            } catch (IllegalArgumentException e) {
                findings.bad(path + ".bytes", body.bytes(), "base64");
            }
        }
        if (size > LARGEST_BODY) {
            findings.error(path, size + " bytes (expected: at most " + LARGEST_BODY + ")");
        } else if (size > LARGE_BODY) {
            findings.warning(path, size + " bytes (expected: at most " + LARGE_BODY + ", it is part of every push)");
        }
    }
}

package dev.lateen.api.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.api.security.RequestAuthentication.JWTRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/// Where the keys that tokens are checked with come from. The keys themselves show in no message.
final class JwksRules {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// The members of a JSON web key that only its owner may have, and the shared secret (RFC 7518, section 6).
    private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private JwksRules() {}

    static void check(Findings findings, String path, JWTRule rule) {
        String uri = Findings.orEmpty(rule.jwksUri());
        String keys = Findings.orEmpty(rule.jwks());
        if (!uri.isEmpty() && !keys.isEmpty()) {
            findings.exclusive(path, "jwks", "jwksUri");
        }
        if (!uri.isEmpty() && !isUrl(uri)) {
            findings.bad(path + ".jwksUri", uri, "a URL with http:// or https:// and a host");
        }
        if (!keys.isEmpty()) {
            keys(findings, path + ".jwks", keys);
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getRawAuthority() != null && (uri.getPort() == -1 || Ports.inRange(uri.getPort()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void keys(Findings findings, String path, String text) {
        JsonNode keys = parse(text).path("keys");
        if (!keys.isArray()) {
            findings.error(path, "not a key set (expected: JSON such as {\"keys\": [{\"kty\": \"RSA\", …}]})");
            return;
        }
        for (int i = 0; i < keys.size(); i++) {
            if (!keys.get(i).path("kty").isTextual()) {
                findings.error(path, "key " + i + " has no kty (expected: the type of the key, RSA for instance)");
            }
            for (String member : PRIVATE) {
                if (keys.get(i).has(member)) {
                    findings.warning(path, "key " + i + " holds private parts, only public ones belong here");
                    break;
                }
            }
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // What is wrong would quote the text.
            return JSON.missingNode();
        }
    }
}

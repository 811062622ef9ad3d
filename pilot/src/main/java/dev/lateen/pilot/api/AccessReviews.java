package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the holder of the token may do, as `kubectl auth` asks: everything that there is here.
final class AccessReviews {

    private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1/";
    private static final String AUTHENTICATION = "/apis/authentication.k8s.io/v1/";
    private static final String ANY = "*";

    private AccessReviews() {}

    /// Empty for paths of other things.
    static Optional<ObjectNode> answer(ApiRequest request) {
        return switch (request.path()) {
            case AUTHORIZATION + "selfsubjectaccessreviews" -> Optional.of(access(review(request)));
            case AUTHORIZATION + "selfsubjectrulesreviews" -> Optional.of(rules(review(request)));
            case AUTHENTICATION + "selfsubjectreviews" -> Optional.of(self(review(request)));
            default -> Optional.empty();
        };
    }

    private static ObjectNode review(ApiRequest request) {
        RequestBody.requireReadable(request);
        if (Writes.json(request.body()) instanceof ObjectNode review) {
            return review;
        }
        throw new ApiError(ApiStatus.badRequest("the body is no object (expected: a review)"));
    }

    private static ObjectNode access(ObjectNode review) {
        JsonNode resource = review.at("/spec/resourceAttributes");
        String objection =
                resource.isObject() ? objection(resource) : objectionToPath(review.at("/spec/nonResourceAttributes"));
        ObjectNode status = review.putObject("status").put("allowed", objection.isEmpty());
        if (!objection.isEmpty()) {
            status.put("reason", objection);
        }
        return review;
    }

    private static String objection(JsonNode asked) {
        String verb = asked.path("verb").asText();
        if (!verb.equals(ANY) && !Discovery.VERBS.contains(verb)) {
            return "verb: %s (expected: one of %s)".formatted(verb, String.join(", ", Discovery.VERBS));
        }
        String group = asked.path("group").asText();
        String resource = asked.path("resource").asText();
        boolean known = Arrays.stream(Kind.values())
                .anyMatch(kind -> (group.equals(ANY) || kind.group().equals(group))
                        && (resource.equals(ANY) || kind.plural().equals(resource)));
        String subresource = asked.path("subresource").asText();
        if (known && subresource.isEmpty()) {
            return "";
        }
        return "there are no %s here".formatted(subresource.isEmpty() ? resource : resource + "/" + subresource);
    }

    private static String objectionToPath(JsonNode asked) {
        String path = asked.path("path").asText();
        boolean known = asked.path("verb").asText().equals("get")
                && (Discovery.answer(path).isPresent() || OpenApi.answer(path).isPresent());
        return known ? "" : "%s: no such path (expected: one of those of discovery)".formatted(path);
    }

    private static ObjectNode rules(ObjectNode review) {
        ObjectNode status = review.putObject("status").put("incomplete", false);
        var resourceRules = status.putArray("resourceRules");
        Arrays.stream(Kind.values())
                .collect(Collectors.groupingBy(Kind::group, Collectors.mapping(Kind::plural, Collectors.toList())))
                .forEach((group, plurals) -> {
                    ObjectNode rule = resourceRules.addObject();
                    strings(rule, "verbs", Discovery.VERBS);
                    strings(rule, "apiGroups", List.of(group));
                    strings(rule, "resources", plurals);
                });
        ObjectNode paths = status.putArray("nonResourceRules").addObject();
        strings(paths, "verbs", List.of("get"));
        strings(paths, "nonResourceURLs", List.of("/api", "/api/*", "/apis", "/apis/*", "/openapi/*", "/version"));
        return review;
    }

    private static void strings(ObjectNode rule, String name, List<String> values) {
        var array = rule.putArray(name);
        values.forEach(array::add);
    }

    private static ObjectNode self(ObjectNode review) {
        review.putObject("status").putObject("userInfo").put("username", Kubeconfig.USER);
        return review;
    }
}

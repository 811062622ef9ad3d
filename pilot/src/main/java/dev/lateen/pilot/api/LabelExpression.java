package dev.lateen.pilot.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A `labelSelector` of the Kubernetes API: `app=web,tier!=db,env in (a,b),track notin (c),canary,!old`.
final class LabelExpression {

    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)");
    private static final Pattern PRESENCE = Pattern.compile("(!?)\\s*([^=!\\s]+)");
    private static final Pattern OUTER_COMMA = Pattern.compile(",(?![^(]*\\))");

    private LabelExpression() {}

    /// @throws IllegalArgumentException naming the part that does not read
    static Predicate<Map<String, String>> parse(String selector) {
        List<Predicate<Map<String, String>>> all = new ArrayList<>();
        for (String part : OUTER_COMMA.split(selector, -1)) {
            if (!part.isBlank()) {
                all.add(requirement(part.strip()));
            }
        }
        return labels -> all.stream().allMatch(one -> one.test(labels));
    }

    private static Predicate<Map<String, String>> requirement(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values = Arrays.stream(set.group(3).split(",", -1))
                    .map(String::strip)
                    .collect(Collectors.toUnmodifiableSet());
            boolean in = set.group(2).equals("in");
            return labels -> {
                String value = labels.get(key);
                return in == (value != null && values.contains(value));
            };
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            String key = equality.group(1);
            String value = equality.group(3);
            boolean equal = !equality.group(2).equals("!=");
            return labels -> equal == value.equals(labels.get(key));
        }
        Matcher presence = PRESENCE.matcher(part);
        if (presence.matches()) {
            String key = presence.group(2);
            boolean present = presence.group(1).isEmpty();
            return labels -> present == labels.containsKey(key);
        }
        throw new IllegalArgumentException(
                "labelSelector: %s (expected: key=value, key!=value, key in (…), key notin (…), key or !key)"
                        .formatted(part));
    }
}

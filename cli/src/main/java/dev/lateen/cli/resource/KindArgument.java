package dev.lateen.cli.resource;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.terminal.CommandFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Kinds and names as users type them: `vs httpbin`, `virtualservices`, `vs/httpbin`.
final class KindArgument {

    private KindArgument() {}

    static Kind kind(String typed) {
        return Kind.ofName(typed)
                .orElseThrow(() -> CommandFailure.usage("kind: \"" + typed + "\" (expected: " + known() + ")"));
    }

    /// One kind and at least one name, or `KIND/NAME` each.
    static List<ResourceKey> keys(List<String> words, String namespace) {
        var keys = new ArrayList<ResourceKey>();
        if (words.getFirst().contains("/")) {
            for (var word : words) {
                int slash = word.indexOf('/');
                if (slash <= 0 || slash == word.length() - 1) {
                    throw CommandFailure.usage("\"" + word + "\" (expected: KIND/NAME)");
                }
                keys.add(key(kind(word.substring(0, slash)), namespace, word.substring(slash + 1)));
            }
            return keys;
        }
        var kind = kind(words.getFirst());
        if (words.size() == 1) {
            throw CommandFailure.usage("no name (expected: " + kind.singular() + " NAME)");
        }
        words.subList(1, words.size()).forEach(name -> keys.add(key(kind, namespace, name)));
        return keys;
    }

    static ResourceKey key(Kind kind, String namespace, String name) {
        return new ResourceKey(kind, kind.namespaced() ? namespace : "", name);
    }

    private static String known() {
        return Arrays.stream(Kind.values())
                .map(kind -> kind.shortNames().isEmpty()
                        ? kind.singular()
                        : kind.singular() + " (" + String.join(", ", kind.shortNames()) + ")")
                .collect(Collectors.joining(", "));
    }
}

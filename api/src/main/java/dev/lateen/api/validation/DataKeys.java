package dev.lateen.api.validation;

import java.util.Set;
import java.util.regex.Pattern;

/// The names of the entries of Secrets and ConfigMaps, which may become names of files.
final class DataKeys {

    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

    private DataKeys() {}

    static void check(Findings findings, String field, Set<String> keys) {
        for (String key : keys) {
            if (!KEY.matcher(key).matches() || key.equals(".") || key.startsWith("..")) {
                findings.bad(field + "." + key, key, "letters, digits, '-', '_' and '.', at most 253");
            }
        }
    }
}

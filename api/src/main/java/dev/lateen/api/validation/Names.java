package dev.lateen.api.validation;

/// Kubernetes' kinds of names.
final class Names {

    static final String LABEL = "letters, digits and '-', beginning and ending with a letter or digit, at most 63";

    private Names() {}

    /// RFC 1123 label in either case, as Istio takes it.
    static boolean isLabel(String name) {
        return isMade(name, 63, true, "-");
    }

    /// RFC 1123 label as Kubernetes takes it: lower case only.
    static boolean isLowerLabel(String name) {
        return isMade(name, 63, false, "-");
    }

    /// Labels joined with dots, at most 253 characters: the name of most objects.
    static boolean isSubdomain(String name) {
        if (name.isEmpty() || name.length() > 253) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (!isLowerLabel(label)) {
                return false;
            }
        }
        return true;
    }

    /// `[prefix/]name`: keys of labels and annotations, `appProtocol`.
    static boolean isQualified(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        boolean prefixed = slash < 0 || isSubdomain(key.substring(0, slash).toLowerCase(java.util.Locale.ROOT));
        return prefixed && isMade(name, 63, true, "-_.");
    }

    static boolean isLabelValue(String value) {
        return value.isEmpty() || isMade(value, 63, true, "-_.");
    }

    /// The name of a container port: at most 15 characters, one of them a letter, no `--`.
    static boolean isContainerPortName(String name) {
        return isMade(name, 15, false, "-") && name.chars().anyMatch(Character::isLetter) && !name.contains("--");
    }

    /// Letters and digits, and those of `between` where neither the first nor the last stands.
    private static boolean isMade(String name, int longest, boolean upperToo, String between) {
        int last = name.length() - 1;
        if (last < 0 || last >= longest) {
            return false;
        }
        for (int i = 0; i <= last; i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (upperToo && c >= 'A' && c <= 'Z');
            if (!plain && (i == 0 || i == last || between.indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }
}

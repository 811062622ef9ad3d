package dev.lateen.api.validation;

import java.util.regex.Pattern;

/// Kubernetes' kinds of names.
final class Names {

    static final String LABEL = "letters, digits and '-', beginning and ending with a letter or digit, at most 63";

    private static final Pattern DNS_LABEL = Pattern.compile("[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?");
    private static final Pattern LOWER_LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern QUALIFIED = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern PORT_NAME = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,13}[a-z0-9])?");

    private Names() {}

    /// RFC 1123 label in either case, as Istio takes it.
    static boolean isLabel(String name) {
        return name.length() <= 63 && DNS_LABEL.matcher(name).matches();
    }

    /// RFC 1123 label as Kubernetes takes it: lower case only.
    static boolean isLowerLabel(String name) {
        return name.length() <= 63 && LOWER_LABEL.matcher(name).matches();
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
        return prefixed && name.length() <= 63 && QUALIFIED.matcher(name).matches();
    }

    static boolean isLabelValue(String value) {
        return value.isEmpty()
                || (value.length() <= 63 && QUALIFIED.matcher(value).matches());
    }

    /// The name of a container port: at most 15 characters, one of them a letter, no `--`.
    static boolean isContainerPortName(String name) {
        return PORT_NAME.matcher(name).matches() && name.chars().anyMatch(Character::isLetter) && !name.contains("--");
    }
}

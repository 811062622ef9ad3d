package dev.lateen.api.validation;

/// Domain names, with and without a wildcard in the first label.
final class Hosts {

    private static final String DOMAIN =
            "a domain name of at most 255 characters, its labels letters, digits and '-', the last one not a number";
    private static final String WILDCARD = DOMAIN + ", a '*' only at its very front";

    private Hosts() {}

    /// A name without a wildcard; a dot at the end is allowed.
    static boolean isDomain(String name) {
        if (name.isEmpty() || name.length() > 255) {
            return false;
        }
        String[] labels = name.split("\\.", -1);
        String top = labels[labels.length - 1];
        if (!top.isEmpty() && top.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        for (int i = 0; i < labels.length; i++) {
            boolean dotAtEnd = i > 0 && i == labels.length - 1 && labels[i].isEmpty();
            if (!dotAtEnd && !Names.isLabel(labels[i])) {
                return false;
            }
        }
        return true;
    }

    /// A name whose first label may be `*`, `*-foo` or `*foo`.
    static boolean isWildcardDomain(String name) {
        if (name.isEmpty() || name.length() > 255) {
            return false;
        }
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        return isFirstLabel(first) && (dot < 0 || isDomain(name.substring(dot + 1)));
    }

    static void checkWildcardDomain(Findings findings, String path, String name) {
        if (!isWildcardDomain(name)) {
            findings.bad(path, name, WILDCARD);
        }
    }

    static void checkWildcardDomainOrIp(Findings findings, String path, String name) {
        if (!Addresses.isIp(name) && !isWildcardDomain(name)) {
            findings.bad(path, name, WILDCARD + ", or an IP address");
        }
    }

    static void checkDomainOrIp(Findings findings, String path, String name) {
        if (!Addresses.isIp(name) && !isDomain(name)) {
            findings.bad(path, name, DOMAIN + ", or an IP address");
        }
    }

    private static boolean isFirstLabel(String label) {
        if (!label.startsWith("*")) {
            return Names.isLabel(label);
        }
        String rest = label.substring(label.startsWith("*-") ? 2 : 1);
        return label.equals("*") || Names.isLabel(rest);
    }
}

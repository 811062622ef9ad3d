package dev.lateen.api.validation;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Port numbers, names and protocols.
final class Ports {

    static final String RANGE = "1..65535";

    private static final Set<String> HTTP = Set.of("HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-WEB");
    private static final Set<String> TLS = Set.of("HTTPS", "TLS");
    private static final Set<String> OTHER = Set.of("TCP", "UDP", "MONGO", "REDIS", "MYSQL", "HBONE", "DOUBLEHBONE");
    private static final String PROTOCOLS =
            "one of HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, TCP, UDP, MONGO, REDIS, MYSQL";

    private Ports() {}

    static boolean inRange(int number) {
        return number >= 1 && number <= 65535;
    }

    /// A port number as text, in digits alone.
    static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= 5
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && inRange(Integer.parseInt(text));
    }

    static void check(Findings findings, String path, int number) {
        if (!inRange(number)) {
            findings.bad(path, number, RANGE);
        }
    }

    static void checkName(Findings findings, String path, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            findings.missing(path, "a name for the port");
        } else if (!Names.isLabel(name)) {
            findings.bad(path, name, Names.LABEL);
        }
    }

    static void checkProtocol(Findings findings, String path, @Nullable String protocol) {
        if (protocol == null || protocol.isEmpty()) {
            findings.missing(path, PROTOCOLS);
        } else if (!isKnown(protocol)) {
            findings.bad(path, protocol, PROTOCOLS);
        }
    }

    static boolean isKnown(String protocol) {
        String upper = upper(protocol);
        return HTTP.contains(upper) || TLS.contains(upper) || OTHER.contains(upper);
    }

    static boolean isHttp(@Nullable String protocol) {
        return protocol != null && HTTP.contains(upper(protocol));
    }

    static boolean isTls(@Nullable String protocol) {
        return protocol != null && TLS.contains(upper(protocol));
    }

    static boolean isTcpOrUnset(@Nullable String protocol) {
        return protocol == null || protocol.isEmpty() || upper(protocol).equals("TCP");
    }

    private static String upper(String protocol) {
        return protocol.toUpperCase(Locale.ROOT);
    }
}

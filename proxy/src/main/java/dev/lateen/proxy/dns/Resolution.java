package dev.lateen.proxy.dns;

import java.util.List;

/// What a name stands for after at least one attempt to find out.
///
/// @param addresses IP address literals of the last good answer, in its order; empty when there was none yet
/// @param failure why the last attempt failed, in plain words; empty when it did not
public record Resolution(String name, List<String> addresses, String failure) {

    public Resolution {
        addresses = List.copyOf(addresses);
    }

    /// Whether it is an IP address literal, which needs no name server.
    public static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || (!host.isEmpty() && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
    }
}

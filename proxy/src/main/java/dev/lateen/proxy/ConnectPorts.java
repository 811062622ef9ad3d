package dev.lateen.proxy;

import java.util.Set;
import java.util.TreeSet;

/// Where a CONNECT may lead: the ports of its targets, as RFC 9110 section 9.3.6 advises.
///
/// @param all whether to every port
/// @param ports to these otherwise
public record ConnectPorts(boolean all, Set<Integer> ports) {

    private static final int MAX_PORT = 65_535;

    /// Every CONNECT is refused.
    public static final ConnectPorts NONE = new ConnectPorts(false, Set.of());

    public ConnectPorts {
        ports = Set.copyOf(ports);
    }

    /// @param text `443,8443`, `*` for every port, empty for none
    /// @throws IllegalArgumentException naming what is no port
    public static ConnectPorts parse(String text) {
        if (text.strip().equals("*")) {
            return new ConnectPorts(true, Set.of());
        }
        var ports = new TreeSet<Integer>();
        for (var part : text.split(",", -1)) {
            if (!part.isBlank()) {
                ports.add(port(part.strip()));
            }
        }
        return new ConnectPorts(false, ports);
    }

    private static int port(String text) {
        boolean number = text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(text) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: ports 1..65535 as in 443,8443, or *)");
        }
        return port;
    }

    public boolean allow(int port) {
        return all || ports.contains(port);
    }
}

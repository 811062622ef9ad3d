package dev.lateen.proxy.bootstrap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Name servers as a configuration key has them: `10.0.0.53,127.0.0.1:5353,[::1]:53`.
final class NameServers {

    private static final int DNS_PORT = 53;

    private NameServers() {}

    static List<InetSocketAddress> parse(String text) {
        var servers = new ArrayList<InetSocketAddress>();
        for (var entry : text.split(",", -1)) {
            if (!entry.isBlank()) {
                servers.add(one(entry.strip()));
            }
        }
        return List.copyOf(servers);
    }

    private static InetSocketAddress one(String entry) {
        int colon = entry.lastIndexOf(':');
        boolean withPort = colon > 0 && (entry.charAt(colon - 1) == ']' || entry.indexOf(':') == colon);
        var address = withPort ? entry.substring(0, colon) : entry;
        try {
            int port = withPort ? Integer.parseInt(entry.substring(colon + 1)) : DNS_PORT;
            return new InetSocketAddress(InetAddress.ofLiteral(address), port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + entry + "\" (expected: an IP address, perhaps with a port: 10.0.0.53:53)", e);
        }
    }
}

package dev.lateen.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// How names are resolved.
///
/// @param nameServers asked in this order; empty for the system's (`/etc/resolv.conf`)
/// @param timeout of one question to one name server
public record DnsConfig(List<InetSocketAddress> nameServers, Duration timeout) {

    public static final DnsConfig DEFAULT = new DnsConfig(List.of(), Duration.ofSeconds(5));

    public DnsConfig {
        nameServers = List.copyOf(nameServers);
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: at least 1 ms)");
        }
    }
}

package dev.lateen.compiler;

import java.net.InetAddress;
import java.util.List;

/// Ranges of addresses, as rules give them: `10.0.0.0/8`, or one address.
final class Subnets {

    private Subnets() {}

    /// @param address a literal
    static boolean contain(List<String> subnets, String address) {
        var bytes = InetAddress.ofLiteral(address).getAddress();
        return subnets.stream().anyMatch(subnet -> contains(subnet, bytes));
    }

    private static boolean contains(String subnet, byte[] address) {
        int slash = subnet.indexOf('/');
        var network = InetAddress.ofLiteral(slash < 0 ? subnet : subnet.substring(0, slash))
                .getAddress();
        int bits = slash < 0 ? network.length * Byte.SIZE : Integer.parseInt(subnet.substring(slash + 1));
        if (network.length != address.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % Byte.SIZE);
            if (((network[i / Byte.SIZE] ^ address[i / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}

package dev.lateen.api.validation;

import java.net.Inet6Address;
import java.util.regex.Pattern;

/// IP addresses, subnets and Unix sockets, told apart without a look-up.
final class Addresses {

    static final String UNIX = "unix://";

    private static final Pattern V4 =
            Pattern.compile("(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    private Addresses() {}

    static boolean isIp(String text) {
        return isV4(text) || isV6(text);
    }

    /// `10.0.0.0/8`; an address alone is no subnet here.
    static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !BITS.matcher(text.substring(slash + 1)).matches()) {
            return false;
        }
        String address = text.substring(0, slash);
        int bits = Integer.parseInt(text.substring(slash + 1));
        return (isV4(address) && bits <= 32) || (isV6(address) && bits <= 128);
    }

    static void checkSubnet(Findings findings, String path, String subnet) {
        if (!isIp(subnet) && !isCidr(subnet)) {
            findings.bad(path, subnet, "an IP address or a subnet such as 10.0.0.0/8");
        }
    }

    static boolean isUnix(String address) {
        return address.startsWith(UNIX);
    }

    static void checkUnix(Findings findings, String path, String address) {
        String socket = address.substring(UNIX.length());
        boolean absolute = socket.startsWith("/") && !socket.endsWith("/");
        boolean isAbstract = socket.startsWith("@") && socket.length() > 1;
        if (!absolute && !isAbstract) {
            findings.bad(path, address, "unix:// and an absolute path of a file, or @name");
        }
    }

    private static boolean isV4(String text) {
        return V4.matcher(text).matches();
    }

    private static boolean isV6(String text) {
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0 || text.length() > 45) {
            return false;
        }
        try {
            Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

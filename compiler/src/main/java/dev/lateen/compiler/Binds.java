package dev.lateen.compiler;

import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Addresses to bind, as resources give them. Null is the proxy's own address, which the compiler does not know.
final class Binds {

    private Binds() {}

    /// Whether a socket can be bound there; a Unix socket is not honoured.
    static boolean isAddress(@Nullable String bind) {
        return bind == null || address(bind) != null;
    }

    static boolean same(@Nullable String a, @Nullable String b) {
        return Objects.equals(address(a), address(b));
    }

    /// Whether one port cannot be bound at both: they are the same, or one of them may stand for every address.
    static boolean overlap(@Nullable String a, @Nullable String b) {
        return isAny(a) || isAny(b) || same(a, b);
    }

    static String text(@Nullable String bind) {
        return bind == null ? "no bind" : "bind \"" + bind + "\"";
    }

    private static boolean isAny(@Nullable String bind) {
        var address = address(bind);
        return address == null || address.isAnyLocalAddress();
    }

    private static @Nullable InetAddress address(@Nullable String bind) {
        try {
            return bind == null ? null : InetAddress.ofLiteral(bind);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

package dev.lateen.snapshot.route;

import org.jspecify.annotations.Nullable;

/// The parts of a request that HTTP/2 calls pseudo headers.
enum RequestField {
    PATH,
    SCHEME,
    METHOD,
    AUTHORITY;

    long range(RequestHead head) {
        return switch (this) {
            case PATH -> head.path();
            case SCHEME -> head.scheme();
            case METHOD -> head.method();
            case AUTHORITY -> head.authority();
        };
    }

    String label() {
        return switch (this) {
            case PATH -> "path";
            case SCHEME -> "scheme";
            case METHOD -> "method";
            case AUTHORITY -> "authority";
        };
    }

    /// The field that a header name of a match stands for: `:method` and the like, and `host` for the authority.
    static @Nullable RequestField ofHeader(String name) {
        return switch (name) {
            case ":path" -> PATH;
            case ":scheme" -> SCHEME;
            case ":method" -> METHOD;
            case ":authority", "host" -> AUTHORITY;
            default -> null;
        };
    }
}

package dev.lateen.snapshot;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Requests with the same key go to the same endpoint as long as it is there.
///
/// @param key of a request; one that has none goes anywhere
/// @param table how keys are given to endpoints
/// @param size of the table: a ring has at least about as many points, Maglev exactly as many places
public record HashPolicy(Key key, Table table, int size) {

    public enum Table {
        RING,
        MAGLEV
    }

    /// What of a request is hashed.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Header.class, name = "header"),
        @JsonSubTypes.Type(value = Cookie.class, name = "cookie"),
        @JsonSubTypes.Type(value = SourceAddress.class, name = "sourceAddress"),
        @JsonSubTypes.Type(value = QueryParameter.class, name = "queryParameter")
    })
    public sealed interface Key {}

    public record Header(String name) implements Key {}

    /// A client without the cookie is given one, when that says for how long.
    ///
    /// @param path null for none
    /// @param ttlMillis 0 for as long as the client runs; null for a cookie that others make
    /// @param attributes as they are written behind it
    public record Cookie(
            String name, @Nullable String path, @Nullable Long ttlMillis, List<String> attributes) implements Key {
        public Cookie {
            attributes = List.copyOf(attributes);
        }
    }

    public record SourceAddress() implements Key {}

    /// The first parameter of that name, as sent.
    public record QueryParameter(String name) implements Key {}
}

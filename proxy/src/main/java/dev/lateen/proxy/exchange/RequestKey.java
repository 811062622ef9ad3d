package dev.lateen.proxy.exchange;

import dev.lateen.proxy.cluster.EndpointSet;
import dev.lateen.proxy.cluster.Hash;
import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.HashPolicy;
import dev.lateen.snapshot.route.QueryParameters;
import dev.lateen.snapshot.route.RequestHead;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What of a request decides which endpoint it goes to, ready to be looked for. Immutable.
final class RequestKey {

    private final HashPolicy.Key key;
    private final byte[] name;

    private RequestKey(HashPolicy.Key key) {
        this.key = key;
        this.name = Bytes.of(
                switch (key) {
                    case HashPolicy.Header header -> header.name().toLowerCase(Locale.ROOT);
                    case HashPolicy.Cookie cookie -> cookie.name();
                    case HashPolicy.QueryParameter parameter -> parameter.name();
                    case HashPolicy.SourceAddress _ -> "";
                });
    }

    static @Nullable RequestKey of(@Nullable HashPolicy policy) {
        return policy == null ? null : new RequestKey(policy.key());
    }

    /// Index of the endpoint, -1 when there is none. A request without the key goes anywhere.
    int pick(Exchange exchange, EndpointSet endpoints) {
        var head = exchange.head;
        var random = exchange.worker.context().random();
        if (key instanceof HashPolicy.SourceAddress) {
            byte[] client = CallerAddress.of(exchange);
            return endpoints.pick(Hash.of(client, 0, client.length), random);
        }
        long value = find(head);
        if (value != RequestHead.ABSENT) {
            return endpoints.pick(Hash.of(head.bytes(), RequestHead.start(value), RequestHead.end(value)), random);
        }
        if (key instanceof HashPolicy.Cookie cookie && cookie.ttlMillis() != null) {
            byte[] given = give(exchange, cookie, cookie.ttlMillis());
            return endpoints.pick(Hash.of(given, 0, given.length), random);
        }
        return endpoints.pick(random);
    }

    /// Once for all attempts.
    private static byte[] give(Exchange exchange, HashPolicy.Cookie cookie, long ttlMillis) {
        var given = exchange.givenKey;
        if (given == null) {
            given = Bytes.of(HexFormat.of()
                    .toHexDigits(exchange.worker.context().random().nextLong()));
            byte[] line = setCookie(cookie, ttlMillis, given);
            exchange.alsoEdit(splice -> splice.add(Names.SET_COOKIE, line));
            exchange.givenKey = given;
        }
        return given;
    }

    private long find(RequestHeadBuffer head) {
        return switch (key) {
            case HashPolicy.Header _ -> header(head, name);
            case HashPolicy.Cookie _ -> Cookies.find(head, name);
            case HashPolicy.QueryParameter _ -> QueryParameters.find(head, name);
            case HashPolicy.SourceAddress _ -> RequestHead.ABSENT;
        };
    }

    /// The first of that name.
    private static long header(RequestHeadBuffer head, byte[] name) {
        for (int i = 0; i < head.headerCount(); i++) {
            long given = head.headerName(i);
            if (Bytes.equalsIgnoreCase(name, head.bytes(), RequestHead.start(given), RequestHead.end(given))) {
                return head.headerValue(i);
            }
        }
        return RequestHead.ABSENT;
    }

    private static byte[] setCookie(HashPolicy.Cookie cookie, long ttlMillis, byte[] value) {
        var text = new StringBuilder(cookie.name())
                .append("=\"")
                .append(Bytes.text(value, 0, value.length))
                .append('"');
        if (ttlMillis > 0) {
            text.append("; Max-Age=").append(Math.ceilDiv(ttlMillis, TimeUnit.SECONDS.toMillis(1)));
        }
        if (cookie.path() != null && !cookie.path().isEmpty()) {
            text.append("; Path=").append(cookie.path());
        }
        cookie.attributes().forEach(attribute -> text.append("; ").append(attribute));
        return Bytes.of(text.append("; HttpOnly").toString());
    }
}

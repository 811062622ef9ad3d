package dev.lateen.proxy.http1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The trailer section of a chunked body: read strictly, bounded, and cut down to fields that may come late. Framing,
/// routing, authentication and the mesh's own fields may not (RFC 9110 section 6.5.1).
final class TrailerFilter {

    static final byte[] NONE = {};

    private static final Set<String> FORBIDDEN = Set.of(
            "host",
            "age",
            "cache-control",
            "expires",
            "date",
            "location",
            "retry-after",
            "vary",
            "warning",
            "expect",
            "max-forwards",
            "pragma",
            "range",
            "te",
            "trailer",
            "upgrade",
            "connection",
            "keep-alive",
            "authorization",
            "cookie",
            "set-cookie",
            "www-authenticate",
            "forwarded",
            "x-request-id");
    private static final String[] FORBIDDEN_PREFIXES = {
        "content-", "transfer-", "proxy-", "x-envoy-", "x-forwarded-", "x-b3-", "if-", "sec-"
    };

    private final int maxBytes;
    private byte[] line = NONE;
    private int length;
    private int total;
    private boolean done;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);

    TrailerFilter(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    void reset() {
        length = 0;
        total = 0;
        done = false;
        kept.reset();
    }

    boolean isDone() {
        return done;
    }

    byte[] forwarded() {
        return kept.size() == 0 ? NONE : kept.toByteArray();
    }

    /// Returns what is wrong; null when nothing is.
    @Nullable
    String feed(byte b) {
        if (++total > maxBytes + 2) {
            return "trailers longer than " + maxBytes + " bytes";
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.max(64, length * 2));
        }
        line[length++] = b;
        if (b != '\n') {
            return null;
        }
        if (length < 2 || line[length - 2] != '\r') {
            return "a trailer line that ends with LF alone";
        }
        int end = length - 2;
        length = 0;
        if (end == 0) {
            done = true;
            return null;
        }
        return field(end);
    }

    private @Nullable String field(int end) {
        int colon = 0;
        while (colon < end && Bytes.isToken(line[colon])) {
            colon++;
        }
        if (colon == 0 || colon == end || line[colon] != ':' || Bytes.indexOfControl(line, colon, end) != end) {
            return "a trailer line that is no field";
        }
        var name = new byte[colon];
        for (int i = 0; i < colon; i++) {
            name[i] = line[i] == '_' ? (byte) '-' : Bytes.lower(line[i]); // the same to many applications
        }
        if (mayPass(Bytes.text(name, 0, colon))) {
            kept.write(line, 0, end + 2);
        }
        return null;
    }

    private static boolean mayPass(String name) {
        if (FORBIDDEN.contains(name)) {
            return false;
        }
        for (var prefix : FORBIDDEN_PREFIXES) {
            if (name.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }
}

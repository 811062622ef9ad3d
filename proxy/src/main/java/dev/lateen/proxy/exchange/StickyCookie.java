package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.snapshot.route.RequestHead;
import dev.lateen.snapshot.route.StickyChoice;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What a caller of a weighted route carries: a random number, from which all proxies come to the same destination, and
/// the destination that it was given last, so that it can stay there when the destination is drained. It ends with the
/// client's session.
///
/// @param tag of a destination
record StickyCookie(long caller, int tag) {

    private static final byte[] COOKIE = Bytes.of("cookie");
    private static final HexFormat HEX = HexFormat.of();
    private static final int CALLER = 16;
    private static final int LENGTH = CALLER + 1 + 8;
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";

    static int tag(String destination) {
        return (int) StickyChoice.hash(destination);
    }

    /// Null when the request has none that is well-formed.
    static @Nullable StickyCookie read(RequestHeadBuffer head, byte[] name) {
        for (int i = 0; i < head.headerCount(); i++) {
            long header = head.headerName(i);
            if (Bytes.equalsIgnoreCase(COOKIE, head.bytes(), RequestHead.start(header), RequestHead.end(header))) {
                long value = head.headerValue(i);
                var found = read(head.bytes(), RequestHead.start(value), RequestHead.end(value), name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable StickyCookie read(byte[] bytes, int from, int to, byte[] name) {
        int at = from;
        while (at < to) {
            while (at < to && (bytes[at] == ' ' || bytes[at] == ';')) {
                at++;
            }
            int end = at;
            while (end < to && bytes[end] != ';') {
                end++;
            }
            if (end - at == name.length + 1 + LENGTH
                    && bytes[at + name.length] == '='
                    && Bytes.equalsIgnoreCase(name, bytes, at, at + name.length)) {
                return parse(bytes, at + name.length + 1);
            }
            at = end;
        }
        return null;
    }

    private static @Nullable StickyCookie parse(byte[] bytes, int from) {
        for (int i = 0; i < LENGTH; i++) {
            boolean fits = i == CALLER ? bytes[from + i] == '-' : HexFormat.isHexDigit(bytes[from + i]);
            if (!fits) {
                return null;
            }
        }
        long caller = 0;
        for (int i = 0; i < CALLER; i++) {
            caller = caller << 4 | HexFormat.fromHexDigit(bytes[from + i]);
        }
        int tag = 0;
        for (int i = CALLER + 1; i < LENGTH; i++) {
            tag = tag << 4 | HexFormat.fromHexDigit(bytes[from + i]);
        }
        return new StickyCookie(caller, tag);
    }

    /// Value of a `Set-Cookie`.
    byte[] line(byte[] name, boolean secure) {
        var value = HEX.toHexDigits(caller) + "-" + HEX.toHexDigits(tag);
        var rest = "=" + value + ATTRIBUTES + (secure ? "; Secure" : "");
        byte[] tail = Bytes.of(rest);
        byte[] line = new byte[name.length + tail.length];
        System.arraycopy(name, 0, line, 0, name.length);
        System.arraycopy(tail, 0, line, name.length, tail.length);
        return line;
    }
}

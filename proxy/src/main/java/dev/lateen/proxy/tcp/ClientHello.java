package dev.lateen.proxy.tcp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the first bytes of a connection say about TLS (RFC 8446 section 4.1.2, RFC 6066 section 3). The bytes stay
/// where
/// they are. What is not a whole, well-formed ClientHello of at most [#MAX_BYTES] is not taken for TLS.
///
/// @param kind whether more is needed to tell
/// @param serverName what is asked for in lower case; null when nothing is
public record ClientHello(Kind kind, @Nullable String serverName) {

    public enum Kind {
        /// It may become TLS.
        UNFINISHED,
        TLS,
        NOT_TLS
    }

    /// Of all records that a ClientHello is spread over.
    public static final int MAX_BYTES = 16 * 1024;

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MESSAGE_HEADER = 4;
    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int MAX_NAME = 255;
    private static final ClientHello MORE = new ClientHello(Kind.UNFINISHED, null);
    private static final ClientHello NONE = new ClientHello(Kind.NOT_TLS, null);

    public static ClientHello read(ByteBuf in) {
        var message = new byte[Math.min(in.readableBytes(), MAX_BYTES)];
        int length = 0;
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end) {
            if (!mayBeRecord(in, at, end)) {
                return NONE;
            }
            int size = at + RECORD_HEADER <= end ? in.getUnsignedShort(at + 3) : 0;
            if (at + RECORD_HEADER > end || at + RECORD_HEADER + size > end) {
                return end - in.readerIndex() < MAX_BYTES ? MORE : NONE;
            }
            if (size == 0 || length + size > message.length) {
                return NONE;
            }
            in.getBytes(at + RECORD_HEADER, message, length, size);
            length += size;
            at += RECORD_HEADER + size;
            if (message[0] != CLIENT_HELLO) {
                return NONE;
            }
            if (length >= MESSAGE_HEADER && length - MESSAGE_HEADER >= bodyLength(message)) {
                return parse(new Cursor(message, MESSAGE_HEADER, MESSAGE_HEADER + bodyLength(message)));
            }
        }
        return end - in.readerIndex() < MAX_BYTES ? MORE : NONE;
    }

    /// A handshake record of a version from 3.0 to 3.4, as far as its header is there.
    private static boolean mayBeRecord(ByteBuf in, int at, int end) {
        return in.getByte(at) == HANDSHAKE_RECORD
                && (at + 1 >= end || in.getByte(at + 1) == 3)
                && (at + 2 >= end || in.getUnsignedByte(at + 2) <= 4)
                && (at + RECORD_HEADER > end || in.getUnsignedShort(at + 3) <= MAX_BYTES);
    }

    private static int bodyLength(byte[] message) {
        return (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | (message[3] & 0xff);
    }

    private static ClientHello parse(Cursor hello) {
        boolean wellFormed = hello.skip(VERSION_AND_RANDOM)
                && hello.skip(hello.number(1)) // session
                && hello.skip(hello.number(2)) // cipher suites
                && hello.skip(hello.number(1)); // compression
        if (!wellFormed) {
            return NONE;
        }
        if (hello.isEmpty()) {
            return new ClientHello(Kind.TLS, null);
        }
        var extensions = hello.part(hello.number(2));
        if (extensions == null || !hello.isEmpty()) {
            return NONE;
        }
        String name = null;
        while (!extensions.isEmpty()) {
            int type = extensions.number(2);
            var content = extensions.part(extensions.number(2));
            if (content == null) {
                return NONE;
            }
            if (type == SERVER_NAME) {
                name = name == null ? hostName(content) : null;
                if (name == null) {
                    return NONE; // malformed, or there twice
                }
            }
        }
        return new ClientHello(Kind.TLS, name);
    }

    /// The one host name of a list of names; null when it is malformed.
    private static @Nullable String hostName(Cursor content) {
        var names = content.part(content.number(2));
        if (names == null || !content.isEmpty() || names.number(1) != 0) {
            return null;
        }
        var name = names.part(names.number(2));
        return name == null || !names.isEmpty() ? null : name.hostName();
    }

    /// Numbers and parts of a message; -1 and null beyond its end, which then stays the answer.
    private static final class Cursor {

        private final byte[] bytes;
        private int at;
        private final int end;

        Cursor(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        boolean isEmpty() {
            return at == end;
        }

        int number(int size) {
            if (end - at < size) {
                return -1;
            }
            int value = 0;
            for (int i = 0; i < size; i++) {
                value = value << 8 | (bytes[at++] & 0xff);
            }
            return value;
        }

        boolean skip(int count) {
            return part(count) != null;
        }

        @Nullable
        Cursor part(int count) {
            if (count < 0 || end - at < count) {
                return null;
            }
            at += count;
            return new Cursor(bytes, at - count, at);
        }

        /// The rest as a name of letters, digits, `-`, `_` and dots, without the last dot.
        @Nullable
        String hostName() {
            int last = end > at && bytes[end - 1] == '.' ? end - 1 : end;
            if (last == at || last - at > MAX_NAME) {
                return null;
            }
            var name = Arrays.copyOfRange(bytes, at, last);
            for (int i = 0; i < name.length; i++) {
                byte b = name[i];
                boolean upper = b >= 'A' && b <= 'Z';
                boolean lower = b >= 'a' && b <= 'z';
                boolean digit = b >= '0' && b <= '9';
                boolean mark = b == '-' || b == '_' || b == '.';
                if (!upper && !lower && !digit && !mark) {
                    return null;
                }
                name[i] = upper ? (byte) (b + 32) : b;
            }
            return new String(name, StandardCharsets.US_ASCII);
        }
    }
}

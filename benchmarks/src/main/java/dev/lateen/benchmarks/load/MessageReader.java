package dev.lateen.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Finds where a message of a well-behaved peer ends, and what its first line says. Bodies hold no line breaks, so
/// that the end of a chunked one can be told by its last five bytes. Not for hostile input.
final class MessageReader {

    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] CODING = "transfer-encoding:".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] CLOSE = "connection: close".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};
    private static final int LONGEST_HEAD = 8192;

    private final byte[] head = new byte[LONGEST_HEAD];
    private int headLength;
    private int lineStart;
    private boolean between = true;
    private boolean inBody;
    private long left;
    private boolean chunked;
    private int matched;
    private boolean closing;

    /// Takes what belongs to the message; true at its end, once. The next call begins with the next message.
    boolean read(ByteBuf in) {
        if (!inBody && !readHead(in)) {
            return false;
        }
        return chunked ? readChunks(in) : readLength(in);
    }

    /// The three digits of an answer.
    int status() {
        return headLength < 12 ? 0 : (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
    }

    boolean isClosing() {
        return closing;
    }

    /// The last byte of a request's target.
    char lastOfTarget() {
        int space = 0;
        while (head[space] != ' ') {
            space++;
        }
        do {
            space++;
        } while (head[space] != ' ');
        return (char) head[space - 1];
    }

    private boolean readHead(ByteBuf in) {
        if (between) {
            between = false;
            headLength = 0;
            left = 0;
            chunked = false;
            closing = false;
            matched = 0;
            lineStart = 0;
        }
        int at = headLength;
        int taken = Math.min(in.readableBytes(), LONGEST_HEAD - at);
        in.getBytes(in.readerIndex(), head, at, taken);
        for (int i = at; i < at + taken; i++) {
            if (head[i] != '\n') {
                continue;
            }
            if (i - lineStart <= 1) {
                in.skipBytes(i + 1 - at);
                headLength = i + 1;
                inBody = true;
                return true;
            }
            line(lineStart, i);
            lineStart = i + 1;
        }
        in.skipBytes(taken);
        headLength = at + taken;
        return false;
    }

    private void line(int start, int end) {
        if (startsWith(LENGTH, start, end)) {
            for (int i = start + LENGTH.length; i < end; i++) {
                if (head[i] >= '0' && head[i] <= '9') {
                    left = left * 10 + head[i] - '0';
                }
            }
        } else if (startsWith(CODING, start, end)) {
            chunked = true;
        } else if (startsWith(CLOSE, start, end)) {
            closing = true;
        }
    }

    private boolean startsWith(byte[] lower, int start, int end) {
        if (end - start < lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            byte b = head[start + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean readLength(ByteBuf in) {
        int taken = (int) Math.min(left, in.readableBytes());
        in.skipBytes(taken);
        left -= taken;
        return left == 0 && end();
    }

    private boolean readChunks(ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.readByte();
            if (b == 'x') { // what bodies are made of
                matched = 0;
                int run = in.forEachByte(each -> each == 'x');
                in.readerIndex(run < 0 ? in.writerIndex() : run);
            } else if (b == LAST_CHUNK[matched]) {
                if (++matched == LAST_CHUNK.length) {
                    return end();
                }
            } else {
                matched = b == LAST_CHUNK[0] ? 1 : 0;
            }
        }
        return false;
    }

    private boolean end() {
        inBody = false;
        between = true;
        return true;
    }
}

package dev.lateen.proxy.http1;

import dev.lateen.proxy.Limits;
import dev.lateen.snapshot.route.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A message head: its bytes copied once into an array, and a table of where its headers are. Scanned line by line as
/// bytes arrive, each byte once, however they are split. Reused for the next message; one event loop.
///
/// Strict where reading leniently would let two parties disagree (RFC 9112 section 2.2 and 5): CRLF only, no folded
/// lines, no space before the colon, no control bytes.
public abstract sealed class HeadBuffer permits RequestHeadBuffer, ResponseHeadBuffer {

    /// How far a head has come.
    public enum Progress {
        MORE,
        COMPLETE,
        REFUSED
    }

    private static final int INITIAL = 2048;
    private static final int STEP = 4096;
    private static final int KEPT = 16 * 1024;

    final Limits limits;
    byte[] bytes = new byte[INITIAL];
    private int length;
    private int lineStart;
    private int scanned;
    private int blankLines;
    private boolean startLineSeen;
    private final HeaderTable headers = new HeaderTable();
    private boolean connectionSeen;

    @Nullable
    Refusal refusal;

    boolean connectionClose;
    boolean connectionKeepAlive;
    int contentLengthLines;
    long contentLength;
    int transferEncodingLines;
    boolean chunked;

    HeadBuffer(Limits limits) {
        this.limits = limits;
    }

    /// Forgets the message.
    public void reset() {
        if (bytes.length > KEPT) {
            bytes = new byte[INITIAL];
        }
        length = 0;
        lineStart = 0;
        scanned = 0;
        blankLines = 0;
        startLineSeen = false;
        headers.clear();
        connectionSeen = false;
        refusal = null;
        connectionClose = false;
        connectionKeepAlive = false;
        contentLengthLines = 0;
        contentLength = -1;
        transferEncodingLines = 0;
        chunked = false;
    }

    /// Takes bytes up to the end of the head and no further.
    public final Progress feed(ByteBuf in) {
        while (in.isReadable()) {
            int count = Math.min(Math.min(in.readableBytes(), STEP), limits.maxHeadBytes() + 1 - length);
            reserve(count);
            in.getBytes(in.readerIndex(), bytes, length, count);
            int before = length;
            length += count;
            var progress = scan();
            if (progress == Progress.COMPLETE) {
                in.skipBytes(lineStart - before);
                return progress;
            }
            in.skipBytes(count);
            if (progress == Progress.REFUSED) {
                return progress;
            }
            if (length > limits.maxHeadBytes()) {
                return refuse(tooLong());
            }
        }
        return Progress.MORE;
    }

    /// Whether no byte of a head has come yet; empty lines in front of a request do not count.
    public final boolean isEmpty() {
        return length == 0 || (!startLineSeen && lineStart == length);
    }

    /// @throws IllegalStateException unless the head was refused
    public final Refusal refusal() {
        if (refusal == null) {
            throw new IllegalStateException("head was not refused");
        }
        return refusal;
    }

    public final byte[] bytes() {
        return bytes;
    }

    public final int headerCount() {
        return headers.size();
    }

    public final long headerName(int index) {
        return headers.name(index);
    }

    public final long headerValue(int index) {
        return headers.value(index);
    }

    /// One of [HeaderId].
    public final byte headerId(int index) {
        return headers.id(index);
    }

    /// Index of the first header with this id, -1 when there is none.
    public final int indexOf(byte id) {
        return headers.indexOf(id);
    }

    /// The value of a header as text; null when it is absent.
    public final @Nullable String text(byte id) {
        int index = indexOf(id);
        return index < 0 ? null : text(headers.value(index));
    }

    public final String text(long range) {
        return Bytes.text(bytes, RequestHead.start(range), RequestHead.end(range));
    }

    /// Keeps some bytes of ours behind the head, as long as it lives.
    public final long append(byte[] source, int start, int end) {
        int count = end - start;
        reserve(count);
        System.arraycopy(source, start, bytes, length, count);
        length += count;
        return RequestHead.range(length - count, length);
    }

    /// Makes room for `count` bytes behind the head and tells where it begins; commit with [#advance].
    final int room(int count) {
        reserve(count);
        return length;
    }

    final void advance(int end) {
        length = end;
    }

    /// Whether a header is for this connection only.
    public final boolean isHopByHop(int index) {
        return HeaderId.isHopByHop(headers.id(index)) || (connectionSeen && headers.isNamedInConnection(bytes, index));
    }

    abstract @Nullable Refusal startLine(int start, int end);

    abstract @Nullable Refusal complete();

    /// In front of the start line.
    abstract int blankLinesAllowed();

    abstract Refusal tooLong();

    abstract Refusal tooManyHeaders();

    abstract Refusal malformed(String details, String reason);

    /// What can be said of an unfinished start line; null while it may still become one.
    abstract @Nullable Refusal unfinishedStartLine(int start, int end);

    private Progress scan() {
        while (true) {
            int lineFeed = Bytes.indexOfLineFeed(bytes, scanned, length);
            if (lineFeed < 0) {
                scanned = length;
                var early = startLineSeen || lineStart == length ? null : unfinishedStartLine(lineStart, length);
                return early == null ? Progress.MORE : refuse(early);
            }
            int start = lineStart;
            scanned = lineFeed + 1;
            lineStart = scanned;
            if (lineStart > limits.maxHeadBytes()) {
                return refuse(tooLong());
            }
            if (lineFeed == start || bytes[lineFeed - 1] != '\r') {
                return refuse(malformed("http1.bare_lf", "a line ends with LF alone (expected: CRLF)"));
            }
            int end = lineFeed - 1;
            if (startLineSeen && end == start) {
                length = lineStart; // what lies behind is not ours
                var problem = complete();
                return problem == null ? Progress.COMPLETE : refuse(problem);
            }
            var problem = line(start, end);
            if (problem != null) {
                return refuse(problem);
            }
        }
    }

    private @Nullable Refusal line(int start, int end) {
        if (startLineSeen) {
            return header(start, end);
        }
        if (start == end) {
            return ++blankLines > blankLinesAllowed()
                    ? malformed("http1.blank_lines", "more than " + blankLinesAllowed() + " empty lines in front")
                    : null;
        }
        startLineSeen = true;
        return startLine(start, end);
    }

    private @Nullable Refusal header(int start, int end) {
        if (headers.size() == limits.maxHeaders()) {
            return tooManyHeaders();
        }
        if (Bytes.isBlank(bytes[start])) {
            return malformed("http1.obs_fold", "a folded header line (expected: a header name)");
        }
        int colon = start;
        while (colon < end && Bytes.isToken(bytes[colon])) {
            colon++;
        }
        if (colon == start || colon == end || bytes[colon] != ':') {
            return badName(colon, end);
        }
        int from = colon + 1;
        int to = end;
        while (from < to && Bytes.isBlank(bytes[from])) {
            from++;
        }
        while (to > from && Bytes.isBlank(bytes[to - 1])) {
            to--;
        }
        if (Bytes.indexOfControl(bytes, from, to) != to) {
            return malformed("http1.control_byte", "a control byte in header " + Bytes.text(bytes, start, colon));
        }
        byte id = HeaderId.of(bytes, start, colon);
        headers.put(id, RequestHead.range(start, colon), RequestHead.range(from, to));
        return id == HeaderId.OTHER ? null : framing(id, from, to);
    }

    private Refusal badName(int at, int end) {
        boolean blank = at < end && Bytes.isBlank(bytes[at]);
        return blank
                ? malformed("http1.space_before_colon", "white space in a header name")
                : malformed("http1.bad_header_name", "a line that is no header (expected: name: value)");
    }

    private @Nullable Refusal framing(byte id, int from, int to) {
        switch (id) {
            case HeaderId.CONTENT_LENGTH -> {
                contentLengthLines++;
                contentLength = FieldValues.decimal(bytes, from, to);
                if (contentLengthLines > 1 || contentLength < 0) {
                    return malformed("http1.content_length", "Content-Length is not one number, once");
                }
            }
            case HeaderId.TRANSFER_ENCODING -> {
                transferEncodingLines++;
                chunked = Bytes.equalsIgnoreCase(CHUNKED, bytes, from, to);
                if (transferEncodingLines > 1 || !chunked) {
                    return malformed("http1.transfer_encoding", "Transfer-Encoding is not \"chunked\", once");
                }
            }
            case HeaderId.CONNECTION -> {
                connectionSeen = true;
                connectionClose |= FieldValues.containsToken(CLOSE, bytes, from, to);
                connectionKeepAlive |= FieldValues.containsToken(KEEP_ALIVE, bytes, from, to);
            }
            default -> {}
        }
        return null;
    }

    static final byte[] CHUNKED = Bytes.of("chunked");
    static final byte[] CLOSE = Bytes.of("close");
    static final byte[] KEEP_ALIVE = Bytes.of("keep-alive");

    final Progress refuse(Refusal reason) {
        refusal = reason;
        return Progress.REFUSED;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}

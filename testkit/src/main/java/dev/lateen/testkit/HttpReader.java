package dev.lateen.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1.x messages strictly: CRLF only, no folded lines, no space before a colon, one framing.
final class HttpReader {

    private static final int LONGEST_HEAD = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final SocketInput input;

    HttpReader(SocketInput input) {
        this.input = input;
    }

    /// @param bytes as received, the empty line included
    record Head(byte[] bytes, String startLine, List<Header> headers) {}

    record Body(byte[] bytes, List<Header> trailers) {

        static final Body NONE = new Body(new byte[0], List.of());
    }

    /// The next head; null when the peer closes before its first byte.
    @Nullable
    Head head() throws IOException {
        int first = input.read();
        if (first < 0) {
            return null;
        }
        var raw = new ByteArrayOutputStream();
        raw.write(first);
        var startLine = line(raw, first);
        var headers = fields(raw);
        return new Head(raw.toByteArray(), startLine, headers);
    }

    private List<Header> fields(ByteArrayOutputStream raw) throws IOException {
        var headers = new ArrayList<Header>();
        while (true) {
            int first = input.readOrFail("inside a head");
            raw.write(first);
            var line = line(raw, first);
            if (line.isEmpty()) {
                return headers;
            }
            headers.add(field(line));
        }
    }

    private static Header field(String line) throws ProtocolViolation {
        int colon = line.indexOf(':');
        if (colon <= 0 || !NAME.matcher(line.substring(0, colon)).matches()) {
            throw new ProtocolViolation("header line \"" + line + "\" (expected: token, colon, value)");
        }
        var value = line.substring(colon + 1);
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw new ProtocolViolation("header line \"" + line + "\" (expected: no control characters)");
        }
        return new Header(line.substring(0, colon), value.strip());
    }

    /// The rest of a line whose first byte has been read.
    private String line(ByteArrayOutputStream raw, int first) throws IOException {
        var line = new ByteArrayOutputStream();
        int b = first;
        while (b != '\r') {
            if (b == '\n') {
                throw new ProtocolViolation("bare LF behind \"" + line + "\" (expected: CR LF)");
            }
            if (raw.size() > LONGEST_HEAD) {
                throw new ProtocolViolation("head of more than " + LONGEST_HEAD + " bytes");
            }
            line.write(b);
            b = input.readOrFail("inside a head");
            raw.write(b);
        }
        b = input.readOrFail("inside a head");
        raw.write(b);
        if (b != '\n') {
            throw new ProtocolViolation("bare CR behind \"" + line + "\" (expected: CR LF)");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /// A body framed by the headers.
    ///
    /// @param untilClose whether the body lasts until the peer closes when neither length nor coding is given
    Body body(List<Header> headers, boolean untilClose) throws IOException {
        var lengths = Header.all(headers, "content-length");
        var codings = Header.all(headers, "transfer-encoding");
        if (!codings.isEmpty()) {
            if (!lengths.isEmpty()) {
                throw new ProtocolViolation("both Content-Length " + lengths + " and Transfer-Encoding " + codings);
            }
            if (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new ProtocolViolation("Transfer-Encoding " + codings + " (expected: chunked)");
            }
            return chunked();
        }
        if (!lengths.isEmpty()) {
            var length = lengths.getFirst();
            if (lengths.size() > 1 || !length.matches("[0-9]{1,18}")) {
                throw new ProtocolViolation("Content-Length " + lengths + " (expected: one number)");
            }
            return new Body(input.readExactly(Long.parseLong(length), "inside a body"), List.of());
        }
        return untilClose ? new Body(input.readToEnd(), List.of()) : Body.NONE;
    }

    private Body chunked() throws IOException {
        var out = new ByteArrayOutputStream();
        while (true) {
            var sizeLine = nextLine();
            var digits = sizeLine.contains(";") ? sizeLine.substring(0, sizeLine.indexOf(';')) : sizeLine;
            if (!digits.matches("[0-9A-Fa-f]{1,15}")) {
                throw new ProtocolViolation("chunk size \"" + sizeLine + "\" (expected: hex digits)");
            }
            long size = Long.parseLong(digits, 16);
            if (size == 0) {
                return new Body(out.toByteArray(), fields(new ByteArrayOutputStream()));
            }
            out.writeBytes(input.readExactly(size, "inside a chunk"));
            if (input.readOrFail("behind a chunk") != '\r' || input.readOrFail("behind a chunk") != '\n') {
                throw new ProtocolViolation("chunk of " + size + " bytes is not followed by CR LF");
            }
        }
    }

    private String nextLine() throws IOException {
        int first = input.read();
        if (first < 0) {
            throw new EOFException("connection closed before the last chunk");
        }
        return line(new ByteArrayOutputStream(), first);
    }
}

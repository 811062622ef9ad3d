package dev.lateen.proxy.http1;

import dev.lateen.proxy.Limits;
import dev.lateen.snapshot.route.RequestHead;
import org.jspecify.annotations.Nullable;

/// An upstream's response head. What it refuses is the upstream's fault: always 502.
public final class ResponseHeadBuffer extends HeadBuffer {

    private int status;
    private int minor;
    private long statusAndReason;

    public ResponseHeadBuffer(Limits limits) {
        super(limits);
    }

    @Override
    public void reset() {
        super.reset();
        status = 0;
        minor = 1;
        statusAndReason = RequestHead.ABSENT;
    }

    public int status() {
        return status;
    }

    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    /// Whether the connection speaks another protocol from here on.
    public boolean isSwitch() {
        return status == 101;
    }

    /// `200 OK`, as sent.
    public long statusAndReason() {
        return statusAndReason;
    }

    public boolean isChunked() {
        return chunked;
    }

    /// -1 when there is none.
    public long contentLength() {
        return contentLength;
    }

    /// Whether the framing speaks of a body where there is none, or of chunks in HTTP/1.0 (RFC 9112 section 6.1): what
    /// follows may be that body, and would be taken for the next answer.
    public boolean hasUnexpectedBody() {
        return (status == 204 && (chunked || contentLength > 0)) || (chunked && minor == 0);
    }

    /// Whether the upstream will serve another request on this connection.
    public boolean keepAlive() {
        return minor == 1 ? !connectionClose : connectionKeepAlive && !connectionClose;
    }

    @Override
    @Nullable
    Refusal startLine(int start, int end) {
        if (end - start < 12) {
            return malformed("upe.bad_status_line", "the status line is too short");
        }
        minor = StartLines.minorVersion(bytes, start, start + 8);
        if (minor < 0 || bytes[start + 8] != ' ') {
            return malformed("upe.bad_version", "the version is not HTTP/1.1 or HTTP/1.0");
        }
        for (int i = start + 9; i < start + 12; i++) {
            if (!Bytes.isDigit(bytes[i])) {
                return malformed("upe.bad_status", "the status is not three digits");
            }
            status = status * 10 + bytes[i] - '0';
        }
        boolean separated = end == start + 12 || bytes[start + 12] == ' ';
        if (status < 100 || !separated || Bytes.indexOfControl(bytes, start + 12, end) != end) {
            return malformed("upe.bad_status", "the status line is malformed");
        }
        statusAndReason = RequestHead.range(start + 9, end);
        return null;
    }

    @Override
    @Nullable
    Refusal unfinishedStartLine(int start, int end) {
        return end - start > 8 && StartLines.minorVersion(bytes, start, start + 8) < 0
                ? malformed("upe.bad_version", "the version is not HTTP/1.1 or HTTP/1.0")
                : null;
    }

    @Override
    @Nullable
    Refusal complete() {
        if (chunked && contentLengthLines > 0) {
            return malformed("upe.ambiguous_framing", "both Content-Length and Transfer-Encoding");
        }
        return null;
    }

    /// What is wrong with switching protocols as an answer to this request; null when nothing is.
    public @Nullable Refusal switchRefusal(RequestHeadBuffer request) {
        if (!request.wantsUpgrade()) {
            return malformed("upe.unasked_upgrade", "101 without an upgrade");
        }
        int index = indexOf(HeaderId.UPGRADE);
        if (index < 0) {
            return malformed("upe.nameless_upgrade", "101 without an Upgrade header");
        }
        long value = headerValue(index);
        for (int i = 0; i < request.headerCount(); i++) {
            if (request.headerId(i) == HeaderId.UPGRADE
                    && FieldValues.containsElement(bytes, value, request.bytes(), request.headerValue(i))) {
                return null;
            }
        }
        return malformed("upe.other_upgrade", "101 to a protocol that was not asked for");
    }

    @Override
    int blankLinesAllowed() {
        return 0;
    }

    @Override
    Refusal tooLong() {
        return malformed(
                "upe.headers_too_large", "the response head is longer than " + limits.maxHeadBytes() + " bytes");
    }

    @Override
    Refusal tooManyHeaders() {
        return malformed("upe.too_many_headers", "the response has more than " + limits.maxHeaders() + " headers");
    }

    @Override
    Refusal malformed(String details, String reason) {
        return new Refusal(502, details, reason);
    }
}

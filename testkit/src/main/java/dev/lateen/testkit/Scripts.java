package dev.lateen.testkit;

import java.time.Duration;

/// The usual ways in which an origin misbehaves, for [RawTcpOrigin].
public final class Scripts {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private Scripts() {}

    /// Reads a request and answers with these bytes, then closes.
    public static RawTcpOrigin.Script answer(String bytes) {
        return connection -> {
            connection.readHead();
            connection.write(bytes);
        };
    }

    public static RawTcpOrigin.Script closeOnAccept() {
        return RawConnection::close;
    }

    public static RawTcpOrigin.Script resetOnAccept() {
        return RawConnection::reset;
    }

    public static RawTcpOrigin.Script closeBeforeAnswer() {
        return connection -> {
            connection.readHead();
            connection.close();
        };
    }

    public static RawTcpOrigin.Script resetBeforeAnswer() {
        return connection -> {
            connection.readHead();
            connection.reset();
        };
    }

    public static RawTcpOrigin.Script closeInsideHead() {
        return answer("HTTP/1.1 200 OK\r\nContent-Le");
    }

    public static RawTcpOrigin.Script closeInsideBody() {
        return answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    }

    public static RawTcpOrigin.Script closeInsideChunk() {
        return answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nonly this");
    }

    /// Answers well and then closes the idle connection without having said so.
    public static RawTcpOrigin.Script closeAfterAnswer() {
        return answer(ANSWER);
    }

    /// Answers well and then resets the idle connection.
    public static RawTcpOrigin.Script resetAfterAnswer() {
        return connection -> {
            connection.readHead();
            connection.write(ANSWER);
            connection.pause(Duration.ofMillis(20)).reset();
        };
    }

    /// Reads a request and never answers, until the peer leaves.
    public static RawTcpOrigin.Script silent() {
        return connection -> {
            connection.readHead();
            connection.awaitPeerClose();
        };
    }

    /// Never reads and never answers, so that its receive buffer fills, until the origin is closed.
    public static RawTcpOrigin.Script deaf() {
        return connection -> connection.pause(Duration.ofMinutes(5));
    }

    /// Answers in small pieces, then waits for the peer to close.
    public static RawTcpOrigin.Script slow(String bytes, int size, Duration pause) {
        return connection -> {
            connection.readHead();
            connection.writeSlowly(bytes, size, pause).awaitPeerClose();
        };
    }
}

package dev.lateen.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// The server's end of a connection in a [RawTcpOrigin.Script]. Reads wait 30 s at most. One thread.
public final class RawConnection {

    private final Socket socket;
    private final int number;
    private final SocketInput input;

    RawConnection(Socket socket, int number) throws IOException {
        this.socket = socket;
        this.number = number;
        this.input = new SocketInput(socket, RawHttpClient.TIMEOUT);
        socket.setTcpNoDelay(true);
    }

    /// From 1 in the order of acceptance.
    public int number() {
        return number;
    }

    /// Reads byte by byte until the predicate accepts what has come so far, and returns that.
    public byte[] readUntil(Predicate<byte[]> enough) throws IOException {
        input.restart();
        var read = new ByteArrayOutputStream();
        do {
            read.write(input.readOrFail("before enough was read"));
        } while (!enough.test(read.toByteArray()));
        return read.toByteArray();
    }

    /// Reads up to and with the empty line behind a head.
    public String readHead() throws IOException {
        input.restart();
        var read = new StringBuilder();
        while (read.length() < 4 || read.indexOf("\r\n\r\n", read.length() - 4) < 0) {
            read.append((char) input.readOrFail("inside a head"));
        }
        return read.toString();
    }

    public byte[] readBytes(int length) throws IOException {
        input.restart();
        return input.readExactly(length, "while reading bytes");
    }

    /// As ISO-8859-1.
    public RawConnection write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /// In pieces of `size` bytes with a pause behind each.
    public RawConnection writeSlowly(String text, int size, Duration pause) throws IOException {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i += size) {
            write(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)));
            pause(pause);
        }
        return this;
    }

    public RawConnection pause(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            LockSupport.parkNanos(left);
        }
        return this;
    }

    /// Waits until the peer closes or resets, whatever it still sends.
    public RawConnection awaitPeerClose() {
        input.restart();
        try {
            input.readToEnd();
        } catch (IOException e) {
            return this; // a reset, or nothing within 30 s: either way the script goes on
        }
        return this;
    }

    /// Sends FIN and can still read.
    public RawConnection halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /// Closes with RST.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public void close() throws IOException {
        socket.close();
    }

    void closeQuietly() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to do for a socket that cannot even be closed.
            return;
        }
    }
}

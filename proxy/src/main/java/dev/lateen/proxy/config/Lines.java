package dev.lateen.proxy.config;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Reads the lines of an HTTP/1.1 head.
final class Lines {

    private Lines() {}

    /// Without the line's end.
    static String read(InputStream in, int limit) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection closed by pilot");
            }
            if (line.length() >= limit) {
                throw new IOException("line of more than " + limit + " bytes from pilot");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}

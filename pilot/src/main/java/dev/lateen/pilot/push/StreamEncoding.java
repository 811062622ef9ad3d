package dev.lateen.pilot.push;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/// How what is said on a stream becomes bytes.
///
/// A stream in gzip is one member that does not end. Each piece of it is a run of deflate blocks that refers to nothing
/// before it and ends at a byte (RFC 1951, 3.2.3 and 3.2.4). So an event is compressed once for all proxies, can follow
/// anything, and is readable as soon as it is there.
enum StreamEncoding {
    IDENTITY("identity") {
        @Override
        Buffer start() {
            return Buffer.buffer();
        }

        @Override
        Buffer encode(Buffer text) {
            return text;
        }
    },
    GZIP("gzip") {
        @Override
        Buffer start() {
            return Buffer.buffer(GZIP_HEADER);
        }

        @Override
        Buffer encode(Buffer text) {
            Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
            var bytes = new ByteArrayOutputStream(Math.max(64, text.length() / 8));
            try (var out = new DeflaterOutputStream(bytes, deflater, CHUNK, true)) {
                out.write(text.getBytes());
                out.flush();
                return Buffer.buffer(bytes.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                deflater.end();
            }
        }
    };

    private static final int CHUNK = 16 * 1024;
    /// RFC 1952, 2.3: deflate, no flags, no time, an unknown system.
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final String token;

    StreamEncoding(String token) {
        this.token = token;
    }

    /// The best one that a client takes, by its `Accept-Encoding`.
    static StreamEncoding of(@Nullable String accepted) {
        boolean gzip = accepted != null
                && Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(","))
                        .map(coding -> coding.replace(" ", ""))
                        .anyMatch(coding -> coding.matches("gzip(;q=(1(\\.0*)?|0\\.0*[1-9]\\d*))?"));
        return gzip ? GZIP : IDENTITY;
    }

    /// What `Content-Encoding` says.
    String token() {
        return token;
    }

    /// What comes before everything else.
    abstract Buffer start();

    /// The bytes of a piece, wherever it stands.
    abstract Buffer encode(Buffer text);
}

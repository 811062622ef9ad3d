package dev.lateen.proxy.exchange;

import dev.lateen.proxy.http1.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/// Writes the chunked coding anew: one chunk for each piece, no extensions.
final class Chunks {

    private static final ByteBuf CRLF = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(2).writeByte('\r').writeByte('\n').asReadOnly());

    private Chunks() {}

    /// Takes ownership of the data. An empty piece is left out: it would end the body.
    static void write(Consumer<ByteBuf> target, ByteBuf data) {
        int size = data.readableBytes();
        if (size == 0) {
            data.release();
            return;
        }
        int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 3) / 4;
        var prefix = PooledByteBufAllocator.DEFAULT.directBuffer(digits + 2);
        for (int i = digits - 1; i >= 0; i--) {
            prefix.writeByte(Character.forDigit(size >>> (4 * i) & 15, 16));
        }
        prefix.writeByte('\r').writeByte('\n');
        target.accept(prefix);
        target.accept(data);
        target.accept(CRLF.duplicate());
    }

    /// The last chunk with the trailer lines.
    static ByteBuf last(HeadWriter writer, byte[] trailers) {
        return writer.begin()
                .put(Names.LAST_CHUNK)
                .put(trailers)
                .put(Names.CRLF)
                .toBuffer(PooledByteBufAllocator.DEFAULT);
    }
}

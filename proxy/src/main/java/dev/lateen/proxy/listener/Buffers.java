package dev.lateen.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Bytes that came before somebody could take them.
final class Buffers {

    private Buffers() {}

    /// Takes ownership of both. Copies only when something is left over, which is rare: reading stops while there is
    /// input, but a read may be under way.
    static ByteBuf join(ByteBufAllocator allocator, @Nullable ByteBuf first, ByteBuf data) {
        if (first == null) {
            return data;
        }
        var both = allocator.buffer(first.readableBytes() + data.readableBytes());
        both.writeBytes(first).writeBytes(data);
        first.release();
        data.release();
        return both;
    }
}

package dev.lateen.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Pieces of a message that are held for later, in order.
///
/// They are kept as they are, by one more reference. A piece that is only a small part of the buffer in which
/// it came is copied, so that no more than twice of what is held is ever in memory. Event loop only.
final class HeldPieces {

    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(2);
    private boolean appendable;

    /// Ownership of the piece stays with the caller.
    void add(ByteBuf piece) {
        int count = piece.readableBytes();
        if (2 * count >= root(piece).capacity()) {
            pieces.add(piece.retainedSlice());
            appendable = false;
        } else {
            append(piece, count);
        }
    }

    private static ByteBuf root(ByteBuf piece) {
        var root = piece;
        for (var next = piece.unwrap(); next != null; next = next.unwrap()) {
            root = next;
        }
        return root;
    }

    private void append(ByteBuf piece, int count) {
        if (!appendable) {
            pieces.add(PooledByteBufAllocator.DEFAULT.directBuffer(count));
            appendable = true;
        }
        pieces.getLast().writeBytes(piece, piece.readerIndex(), count);
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /// Takes out the first one, whose ownership passes; null when there is none.
    @Nullable
    ByteBuf poll() {
        var first = pieces.poll();
        appendable &= !pieces.isEmpty();
        return first;
    }

    /// Hands out all of them and holds them still; ownership of what is handed out passes.
    void replay(Consumer<ByteBuf> target) {
        pieces.forEach(piece -> target.accept(piece.retainedSlice()));
        appendable = false; // what is handed out is read later
    }

    void clear() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        appendable = false;
    }
}

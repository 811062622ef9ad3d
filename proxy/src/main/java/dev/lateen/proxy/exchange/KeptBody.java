package dev.lateen.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What has been sent of a request body, so that it can be sent again, up to a limit.
///
/// Pieces are kept as they are, by one more reference. A piece that is only a small part of the buffer in which it came
/// is copied, so that no more than twice the limit is ever held. Event loop only.
final class KeptBody {

    private final int limit;
    private final List<ByteBuf> pieces = new ArrayList<>(2);
    private int size;
    private boolean whole = true;
    private boolean appendable;

    KeptBody(int limit) {
        this.limit = limit;
    }

    /// Keeps the piece, whose ownership stays with the caller; beyond the limit everything is given up.
    void add(ByteBuf piece) {
        int count = piece.readableBytes();
        if (!whole || count > limit - size) {
            drop();
            return;
        }
        size += count;
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

    /// Whether everything that was added is there.
    boolean isWhole() {
        return whole;
    }

    /// Hands out everything again, in order; ownership of what is handed out passes.
    void replay(Consumer<ByteBuf> target) {
        pieces.forEach(piece -> target.accept(piece.retainedSlice()));
        appendable = false; // what is handed out is read later
    }

    /// Nothing is kept from now on.
    void drop() {
        whole = false;
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        appendable = false;
    }
}

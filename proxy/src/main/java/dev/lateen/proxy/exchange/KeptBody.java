package dev.lateen.proxy.exchange;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// What has been sent of a request body, so that it can be sent again, up to a limit. Event loop only.
final class KeptBody {

    private final int limit;
    private final HeldPieces pieces = new HeldPieces();
    private int size;
    private boolean whole = true;

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
        pieces.add(piece);
    }

    /// Whether everything that was added is there.
    boolean isWhole() {
        return whole;
    }

    /// Hands out everything again, in order; ownership of what is handed out passes.
    void replay(Consumer<ByteBuf> target) {
        pieces.replay(target);
    }

    /// Nothing is kept from now on.
    void drop() {
        whole = false;
        pieces.clear();
    }
}

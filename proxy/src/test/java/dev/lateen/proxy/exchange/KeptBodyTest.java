package dev.lateen.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptBodyTest {

    private final KeptBody kept = new KeptBody(100);

    private static ByteBuf buffer(String text) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(text.length(), text.length())
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuf piece) {
        try {
            return piece.toString(StandardCharsets.US_ASCII);
        } finally {
            piece.release();
        }
    }

    private List<String> replayed() {
        var pieces = new ArrayList<String>();
        kept.replay(piece -> pieces.add(text(piece)));
        return pieces;
    }

    private void add(ByteBuf piece) {
        kept.add(piece);
        piece.release();
    }

    @Test
    void aPieceThatFillsItsBufferIsKeptWithoutACopy() {
        var piece = buffer("0123456789");
        kept.add(piece);
        assertThat(piece.refCnt()).isEqualTo(2);
        piece.skipBytes(10); // as a write does
        assertThat(replayed()).containsExactly("0123456789");
        assertThat(replayed()).as("again").containsExactly("0123456789");
        kept.drop();
        assertThat(piece.refCnt()).isEqualTo(1);
        piece.release();
    }

    /// Else a body of single bytes would hold as many receive buffers.
    @Test
    void smallPartsOfLargeBuffersAreCopiedTogether() {
        var large = PooledByteBufAllocator.DEFAULT.directBuffer(4096, 4096).writeZero(4096);
        for (int i = 0; i < 10; i++) {
            add(large.readRetainedSlice(3).setByte(0, 'a' + i).setByte(1, '.').setByte(2, '.'));
        }
        assertThat(large.refCnt()).isEqualTo(1);
        assertThat(replayed()).containsExactly("a..b..c..d..e..f..g..h..i..j..");
        add(large.readRetainedSlice(3).setByte(0, 'k').setByte(1, '.').setByte(2, '.'));
        assertThat(String.join("", replayed())).isEqualTo("a..b..c..d..e..f..g..h..i..j..k..");
        kept.drop();
        large.release();
    }

    @Test
    void beyondTheLimitNothingIsKept() {
        var piece = buffer("x".repeat(100));
        kept.add(piece);
        assertThat(kept.isWhole()).isTrue();
        add(buffer("y"));
        assertThat(kept.isWhole()).isFalse();
        assertThat(piece.refCnt()).isEqualTo(1);
        add(buffer("z"));
        assertThat(replayed()).isEmpty();
        piece.release();
    }
}

package dev.lateen.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldPiecesTest {

    private final HeldPieces held = new HeldPieces();
    private final ByteBuf large =
            PooledByteBufAllocator.DEFAULT.directBuffer(4096, 4096).writeZero(4096);

    @AfterEach
    void release() {
        held.clear();
        assertThat(large.refCnt()).isEqualTo(1);
        large.release();
    }

    private void addSmall(char content) {
        var piece = large.readRetainedSlice(1).setByte(0, content);
        held.add(piece);
        piece.release();
    }

    private String poll() {
        var first = held.poll();
        if (first == null) {
            return "";
        }
        try {
            return first.toString(StandardCharsets.US_ASCII);
        } finally {
            first.release();
        }
    }

    /// A copy of a body of single bytes would hold as many receive buffers.
    @Test
    void whatWaitsHoldsNoBufferForAByte() {
        addSmall('a');
        addSmall('b');
        assertThat(large.refCnt()).isEqualTo(1);
        assertThat(poll()).isEqualTo("ab");
        assertThat(held.isEmpty()).isTrue();
        addSmall('c');
        assertThat(poll()).as("not behind what is gone").isEqualTo("c");
        assertThat(poll()).isEmpty();
    }

    @Test
    void theOrderStays() {
        addSmall('a');
        var whole = PooledByteBufAllocator.DEFAULT.directBuffer(2, 2).writeZero(2);
        held.add(whole.setByte(0, 'x').setByte(1, 'y'));
        assertThat(whole.refCnt()).isEqualTo(2);
        addSmall('b');
        addSmall('c');
        assertThat(poll()).isEqualTo("a");
        addSmall('d');
        assertThat(poll()).isEqualTo("xy");
        assertThat(whole.refCnt()).isEqualTo(1);
        whole.release();
        assertThat(poll()).isEqualTo("bcd");
    }
}

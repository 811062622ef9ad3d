package dev.lateen.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/// The one array of an event loop in which outgoing heads are built before they are put into a buffer in bulk.
public final class HeadWriter {

    private byte[] out = new byte[4096];
    private int length;

    public HeadWriter begin() {
        length = 0;
        return this;
    }

    public HeadWriter put(byte[] bytes) {
        return put(bytes, 0, bytes.length);
    }

    public HeadWriter put(byte[] bytes, int start, int end) {
        int count = end - start;
        reserve(count);
        System.arraycopy(bytes, start, out, length, count);
        length += count;
        return this;
    }

    public HeadWriter put(char c) {
        reserve(1);
        out[length++] = (byte) c;
        return this;
    }

    public HeadWriter crlf() {
        return put('\r').put('\n');
    }

    public HeadWriter putDecimal(long value) {
        reserve(20);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        length += digits;
        long rest = value;
        for (int i = 1; i <= digits; i++) {
            out[length - i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    public ByteBuf toBuffer(ByteBufAllocator allocator) {
        return allocator.directBuffer(length).writeBytes(out, 0, length);
    }

    /// With the next `count` bytes of a body behind the head, which leave in the same write.
    public ByteBuf toBuffer(ByteBufAllocator allocator, ByteBuf body, int count) {
        return allocator
                .directBuffer(length + count)
                .writeBytes(out, 0, length)
                .writeBytes(body, body.readerIndex(), count);
    }

    private void reserve(int count) {
        if (out.length - length < count) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + count));
        }
    }
}

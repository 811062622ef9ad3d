package dev.lateen.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelPromise;
import org.jspecify.annotations.Nullable;

/// Watches the first bytes of a request on their way into a plain-text connection: whether one of them may have left
/// this process.
///
/// A write that failed without the reader index having moved was refused by the system as a whole, or never offered to
/// it. In every other case, that of a write which is still under way included, bytes may be at the other side. Event
/// loop only.
final class Departure extends DefaultChannelPromise {

    private final ByteBuf data;
    private final int start;
    private boolean none;

    Departure(Channel channel, ByteBuf data) {
        super(channel);
        this.data = data.retain();
        this.start = data.readerIndex();
    }

    /// Whether it is certain that no byte has left and none will.
    boolean isNone() {
        return none;
    }

    @Override
    public boolean trySuccess(@Nullable Void result) {
        boolean first = super.trySuccess(result);
        if (first) {
            data.release();
        }
        return first;
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        boolean untouched = !isDone() && data.readerIndex() == start;
        boolean first = super.tryFailure(cause);
        if (first) {
            none = untouched;
            data.release();
        }
        return first;
    }
}

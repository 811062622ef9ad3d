package dev.lateen.benchmarks.micro;

import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A request head from bytes to a table of headers.
@State(Scope.Thread)
public class Scanning {

    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private final RequestHeadBuffer head = new RequestHeadBuffer(Limits.DEFAULT);

    @Setup
    public void prepare() {
        byte[] request = Parts.request(new Work(10, 0, 0).first());
        bytes = Unpooled.directBuffer(request.length).writeBytes(request);
    }

    @TearDown
    public void release() {
        bytes.release();
    }

    @Benchmark
    public int head() {
        bytes.readerIndex(0);
        Parts.feed(head, bytes);
        return head.headerCount();
    }
}

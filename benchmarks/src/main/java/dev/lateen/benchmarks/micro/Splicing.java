package dev.lateen.benchmarks.micro;

import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.Bytes;
import dev.lateen.proxy.http1.HeadSplice;
import dev.lateen.proxy.http1.HeadWriter;
import dev.lateen.proxy.http1.HeaderId;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import io.netty.buffer.PooledByteBufAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A head with three headers replaced and one removed, from the scanned bytes to a buffer for the upstream.
@State(Scope.Thread)
public class Splicing {

    private static final byte[] ID = Bytes.of("x-request-id");
    private static final byte[] ID_VALUE = Bytes.of("5f2b7c1e-6d0a-4b8f-9c3d-2e1f0a9b8c7d");
    private static final byte[] FORWARDED = Bytes.of("x-forwarded-for");
    private static final byte[] ADDRESS = Bytes.of("127.0.0.1");
    private static final byte[] PROTO = Bytes.of("x-forwarded-proto");
    private static final byte[] HTTP = Bytes.of("http");
    private static final byte[] REMOVED = Bytes.of("cache-control");

    private final RequestHeadBuffer head = Parts.head(Parts.request(new Work(10, 0, 0).first()));
    private final HeadSplice splice = new HeadSplice(new RequestHeadBuffer(Limits.DEFAULT));
    private final HeadWriter writer = new HeadWriter();

    @Benchmark
    public int edit() {
        splice.begin(head);
        splice.dropAll(HeaderId.FORWARDED_FOR);
        splice.add(ID, ID_VALUE);
        splice.add(FORWARDED, ADDRESS);
        splice.set(PROTO, PROTO, HTTP);
        splice.remove(REMOVED);
        splice.write(writer.begin());
        var buffer = writer.toBuffer(PooledByteBufAllocator.DEFAULT);
        int size = buffer.readableBytes();
        buffer.release();
        return size;
    }
}

package dev.lateen.benchmarks.micro;

import dev.lateen.benchmarks.scenario.Work;
import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.proxy.engine.Engine;
import dev.lateen.proxy.telemetry.RequestMetrics;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.ProxyNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// One request through the whole engine over real sockets, one at a time. The time is that of six wake-ups and says
/// little; the allocation is the engine's alone, because client and origin work in arrays that they keep.
@State(Scope.Benchmark)
public class PassThrough {

    private final AllocationFreePeer origin = AllocationFreePeer.start();
    private @Nullable Engine engine;
    private @Nullable Socket client;
    private byte[] request = new byte[0];
    private final byte[] answer = new byte[64 * 1024];

    @Setup
    public void start() throws IOException, SnapshotRejected {
        var work = new Work(10, origin.port(), origin.port());
        var metrics = new RequestMetrics(WorkloadRef.UNKNOWN, "micro", 1_000);
        engine = new Engine(EngineConfig.defaults(ProxyNode.Role.GATEWAY).withWorkers(1), _ -> metrics.forLoop());
        engine.start();
        engine.apply(Parts.snapshot(work));
        int port = engine.boundPorts().values().iterator().next();
        client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        request = Parts.request(work.first());
    }

    @TearDown
    public void stop() throws IOException {
        if (client != null) {
            client.close();
        }
        if (engine != null) {
            engine.close();
        }
        origin.close();
    }

    @Benchmark
    public int request() throws IOException {
        if (client == null) {
            throw new IllegalStateException("not started");
        }
        client.getOutputStream().write(request);
        int length = AllocationFreePeer.read(client.getInputStream(), answer, AllocationFreePeer.BODY);
        if (answer[9] != '2') {
            throw new IllegalStateException("not answered with 200");
        }
        return length;
    }
}

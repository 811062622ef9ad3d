package dev.lateen.proxy;

import dev.lateen.proxy.engine.Engine;
import dev.lateen.proxy.telemetry.FinishedExchange;
import dev.lateen.proxy.telemetry.ResponseFlag;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.WorkloadRef;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.route.RequestHead;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An engine under test, with everything its telemetry heard.
public final class TestProxy implements AutoCloseable {

    /// A copy of a [FinishedExchange].
    public record Finished(
            int status,
            int flags,
            String details,
            String path,
            String routeName,
            long bytesReceived,
            long bytesSent,
            @Nullable String requestId,
            @Nullable String forwardedFor,
            WorkloadRef peer) {

        public boolean has(ResponseFlag flag) {
            return (flags & flag.bit()) != 0;
        }

        static Finished of(FinishedExchange exchange) {
            return new Finished(
                    exchange.status(),
                    exchange.flags(),
                    exchange.details(),
                    Objects.requireNonNullElse(text(exchange, path(exchange.request())), ""),
                    exchange.routeName(),
                    exchange.bytesReceived(),
                    exchange.bytesSent(),
                    text(exchange, exchange.requestId()),
                    text(exchange, exchange.forwardedFor()),
                    exchange.peer());
        }

        private static long path(@Nullable RequestHead head) {
            return head == null ? RequestHead.ABSENT : head.path();
        }

        private static @Nullable String text(FinishedExchange exchange, long range) {
            var head = exchange.request();
            return head == null || range == RequestHead.ABSENT
                    ? null
                    : new String(
                            head.bytes(),
                            RequestHead.start(range),
                            RequestHead.length(range),
                            StandardCharsets.ISO_8859_1);
        }
    }

    private final Engine engine;
    private final List<Finished> finished = new CopyOnWriteArrayList<>();
    private volatile Consumer<Finished> onLoop = _ -> {};

    private TestProxy(EngineConfig config, HostDemand demand) {
        engine = new Engine(
                config,
                _ -> exchange -> {
                    var copy = Finished.of(exchange);
                    finished.add(copy);
                    onLoop.accept(copy);
                },
                demand);
        engine.start();
    }

    public static TestProxy start(Snapshot snapshot) {
        return start(snapshot, UnaryOperator.identity());
    }

    public static TestProxy start(Snapshot snapshot, UnaryOperator<EngineConfig> change) {
        return start(snapshot, change, HostDemand.NONE);
    }

    /// @param demand whom requests for hosts ask that are not loaded
    public static TestProxy start(Snapshot snapshot, HostDemand demand) {
        return start(snapshot, UnaryOperator.identity(), demand);
    }

    private static TestProxy start(Snapshot snapshot, UnaryOperator<EngineConfig> change, HostDemand demand) {
        var config = EngineConfig.defaults(ProxyNode.Role.GATEWAY).withWorkers(1);
        var proxy = new TestProxy(change.apply(config), demand);
        proxy.apply(snapshot);
        return proxy;
    }

    /// With Istio's local replies.
    public static UnaryOperator<EngineConfig> istio() {
        return config -> config.withLocalReplies(LocalReplyStyle.ISTIO);
    }

    public Engine engine() {
        return engine;
    }

    public void apply(Snapshot snapshot) {
        try {
            engine.apply(snapshot);
        } catch (SnapshotRejected e) {
            throw new AssertionError(e);
        }
    }

    /// Called on the event loop for each exchange that is over, before its answer has left.
    public void whenFinished(Consumer<Finished> action) {
        onLoop = action;
    }

    public int port() {
        return port(Snapshots.LISTENER);
    }

    public int port(String listener) {
        var port = engine.boundPorts().get(listener);
        if (port == null) {
            throw new AssertionError("no listener " + listener + " in " + engine.boundPorts());
        }
        return port;
    }

    public RawHttpClient connect() throws IOException {
        return RawHttpClient.connect(port());
    }

    public RawResponse get(String path, String... headers) throws IOException {
        return RawHttpClient.fetch(port(), path, headers);
    }

    public List<Finished> finished() {
        return finished;
    }

    /// The only exchange so far, when it is over.
    public Finished one() {
        return Eventually.value("one finished exchange", () -> finished, list -> list.size() == 1)
                .getFirst();
    }

    @Override
    public void close() {
        engine.close();
    }
}

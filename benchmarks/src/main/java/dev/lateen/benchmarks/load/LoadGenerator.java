package dev.lateen.benchmarks.load;

import dev.lateen.benchmarks.scenario.Scenario;
import dev.lateen.benchmarks.scenario.Work;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sends a scenario's requests to one port from one event loop and times the answers.
///
/// In a closed loop each connection sends its next request when the last one is answered. In an open loop requests are
/// due at even intervals whatever becomes of those before; one that finds no idle connection waits, and its latency
/// counts from the moment at which it was due, so that a pause of the proxy is seen by all whom it would have kept
/// waiting.
public final class LoadGenerator implements AutoCloseable {

    private static final int MOST_WAITING = 1_000_000;

    private final EventLoopGroup group = Loops.one("load");
    private final Scenario scenario;
    private final Requests requests;
    private final Bootstrap bootstrap;
    private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final Promise<Void> first = group.next().newPromise();
    private final @Nullable GreedyPeers greedy;
    private Latencies latencies = new Latencies();
    private long answered;
    private long errors;
    private long windowStart;
    private boolean stopped;
    private long firstDue;
    private long dueCount;

    private LoadGenerator(Scenario scenario, Work work, int port, @Nullable SslContext tls) {
        this.scenario = scenario;
        this.requests = new Requests(scenario, work);
        var serverName = work.first().host();
        this.bootstrap = new Bootstrap()
                .group(group)
                .channel(Loops.socket())
                .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), serverName, port));
                        }
                        channel.pipeline().addLast(new LoadConnection(LoadGenerator.this));
                    }
                });
        int others = scenario.load().greedy();
        this.greedy = others == 0 ? null : GreedyPeers.start(others, work, port);
    }

    /// Connects and begins to send.
    ///
    /// @param tls what clients speak; null for plain text
    public static LoadGenerator start(Scenario scenario, Work work, int port, @Nullable SslContext tls) {
        var generator = new LoadGenerator(scenario, work, port, tls);
        for (int i = 0; i < scenario.load().connections(); i++) {
            generator.connect();
        }
        if (scenario.load().isOpen()) {
            generator.group.execute(generator::beginSchedule);
        }
        return generator;
    }

    /// Whether a request was answered as it should be in time.
    public boolean awaitFirstAnswer(Duration atMost) {
        return first.awaitUninterruptibly(atMost.toMillis());
    }

    /// From here on what comes counts.
    public void beginWindow() {
        onLoop(() -> {
            latencies = new Latencies();
            answered = 0;
            errors = 0;
            windowStart = System.nanoTime();
            return latencies;
        });
    }

    public LoadResult endWindow() {
        return onLoop(() -> new LoadResult(answered, errors, (System.nanoTime() - windowStart) / 1e9, latencies));
    }

    @Override
    public void close() {
        if (greedy != null) {
            greedy.close();
        }
        onLoop(() -> stopped = true);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        requests.close();
    }

    private <T> T onLoop(Callable<T> task) {
        return group.submit(task).syncUninterruptibly().getNow();
    }

    boolean keepAlive() {
        return scenario.load().keepAlive();
    }

    ByteBuf nextRequest() {
        return requests.next();
    }

    /// The connection may send; event loop only.
    void ready(LoadConnection connection) {
        if (stopped) {
            return;
        }
        if (!scenario.load().isOpen()) {
            connection.send(System.nanoTime());
            return;
        }
        var due = waiting.poll();
        if (due == null) {
            idle.add(connection);
        } else {
            connection.send(due);
        }
    }

    void answered(int status, long nanos) {
        if (status == 200) {
            first.trySuccess(null);
            answered++;
            latencies.record(nanos);
        } else {
            errors++;
        }
    }

    /// A connection is gone; another one takes its place.
    ///
    /// @param inRequest whether that cost a request
    void gone(LoadConnection connection, boolean inRequest) {
        idle.remove(connection);
        if (inRequest) {
            errors++;
        }
        if (!stopped) {
            connect();
        }
    }

    private void connect() {
        bootstrap.connect().addListener(done -> {
            if (!done.isSuccess()) {
                errors++;
                if (!stopped) {
                    group.schedule(this::connect, 10, TimeUnit.MILLISECONDS);
                }
            }
        });
    }

    private void beginSchedule() {
        firstDue = System.nanoTime();
        sendDue();
    }

    /// Sends all that is due by now.
    private void sendDue() {
        if (stopped) {
            return;
        }
        long now = System.nanoTime();
        long due = due();
        while (due <= now) {
            var connection = idle.poll();
            if (connection != null) {
                connection.send(due);
                connection.flush();
            } else if (waiting.size() < MOST_WAITING) {
                waiting.add(due);
            } else {
                errors++;
            }
            dueCount++;
            due = due();
        }
        group.schedule(this::sendDue, due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private long due() {
        return firstDue + dueCount * 1_000_000_000L / scenario.load().rate();
    }
}

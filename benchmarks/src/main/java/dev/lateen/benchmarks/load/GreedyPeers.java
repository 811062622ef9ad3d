package dev.lateen.benchmarks.load;

import dev.lateen.benchmarks.scenario.Scenario.Answer;
import dev.lateen.benchmarks.scenario.Work;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Clients beside the load that are slow, greedy or rude, to see what the others notice of them. Each does one thing a
/// second and comes again when it was thrown out, so that they are many and hardly make work themselves. From one event
/// loop of their own, over plain text.
final class GreedyPeers implements AutoCloseable {

    private static final int WINDOW = 8 * 1024;
    private static final String KIB = "x".repeat(1024);

    private final EventLoopGroup group = Loops.one("greedy");
    private final List<Peer> peers = new ArrayList<>();
    private int next;

    /// What one does at first, and then again and again.
    private enum Habit {
        DRIPPING_HEAD("GET / HTTP/1.1\r\nX: ", "x"),
        ENDLESS_HEAD("GET / HTTP/1.1\r\n", "X: " + KIB + "\r\n"),
        DRIPPING_BODY("POST %sa HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000\r\n\r\n", "x"),
        ENDLESS_CHUNKS("POST %sa HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n", "400\r\n" + KIB + "\r\n"),
        SLOW_READER("GET %s" + Answer.MIB_1.letter() + " HTTP/1.1\r\nHost: %s\r\n\r\n", ""),
        HALF_CLOSE("GET %sa HTTP/1.1\r\nHost: %s\r\n\r\n", ""),
        RESET("GET %sb HTTP/1.1\r\nHost: %s\r\n\r\n", "");

        private final String first;
        private final String then;

        Habit(String first, String then) {
            this.first = first;
            this.then = then;
        }
    }

    private GreedyPeers() {}

    /// @param count at least one
    static GreedyPeers start(int count, Work work, int port) {
        var greedy = new GreedyPeers();
        var habits = Habit.values();
        for (int i = 0; i < count; i++) {
            greedy.peers.add(greedy.new Peer(habits[i % habits.length], work.first(), port));
        }
        greedy.group.scheduleAtFixedRate(
                greedy::actInTurn, 0, TimeUnit.SECONDS.toNanos(1) / count, TimeUnit.NANOSECONDS);
        return greedy;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void actInTurn() {
        peers.get(next).act();
        next = next + 1 == peers.size() ? 0 : next + 1;
    }

    /// Event loop only.
    private final class Peer {

        private final Habit habit;
        private final Bootstrap bootstrap;
        private @Nullable Channel channel;

        Peer(Habit habit, Work.Route route, int port) {
            var first = habit.first.formatted(route.prefix(), route.host());
            this.habit = habit;
            this.bootstrap = new Bootstrap()
                    .group(group)
                    .channel(Loops.socket())
                    .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .option(ChannelOption.SO_RCVBUF, WINDOW)
                    .option(ChannelOption.AUTO_READ, habit != Habit.SLOW_READER)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new Talk(first));
                        }
                    });
        }

        void act() {
            var open = channel;
            if (open == null || !open.isOpen()) {
                channel = bootstrap.connect().channel();
                return;
            }
            switch (habit) {
                case DRIPPING_HEAD, ENDLESS_HEAD, DRIPPING_BODY, ENDLESS_CHUNKS -> send(open, habit.then);
                case SLOW_READER -> open.read();
                case HALF_CLOSE -> ((SocketChannel) open).shutdownOutput();
                case RESET -> {
                    open.config().setOption(ChannelOption.SO_LINGER, 0);
                    open.close();
                }
            }
        }
    }

    /// Says the first words and forgets the answers.
    private static final class Talk extends ChannelInboundHandlerAdapter {

        private final String first;

        Talk(String first) {
            this.first = first;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            send(ctx.channel(), first);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // thrown out, as it should be
        }
    }

    private static void send(Channel channel, String text) {
        channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), channel.voidPromise());
    }
}

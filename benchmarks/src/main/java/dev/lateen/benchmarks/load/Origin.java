package dev.lateen.benchmarks.load;

import dev.lateen.benchmarks.scenario.Scenario.Answer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What stands behind every proxy: two ports of one event loop that read requests and answer with ready-made bytes.
public final class Origin implements AutoCloseable {

    private static final int BACKLOG = 4096;

    private final EventLoopGroup loop = Loops.one("origin");
    private final List<ByteBuf> answers = new ArrayList<>();
    private final int portA;
    private final int portB;

    private Origin() {
        for (var answer : Answer.values()) {
            answers.add(bytes(answer));
        }
        portA = bind();
        portB = bind();
    }

    public static Origin start() {
        return new Origin();
    }

    public int portA() {
        return portA;
    }

    public int portB() {
        return portB;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        answers.forEach(ByteBuf::release);
    }

    private int bind() {
        var server = new ServerBootstrap()
                .group(loop)
                .channel(Loops.serverSocket())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Connection());
                    }
                });
        var bound = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) bound.localAddress()).getPort();
    }

    private static ByteBuf bytes(Answer answer) {
        var text = "HTTP/1.1 200 OK\r\nServer: origin\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
                + "Content-Type: application/octet-stream\r\n"
                + (answer.isChunked() ? "Transfer-Encoding: chunked" : "Content-Length: " + answer.bytes())
                + "\r\n\r\n" + Requests.body(answer.bytes(), answer.isChunked());
        return Unpooled.directBuffer(text.length()).writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// A connection from a proxy.
    private final class Connection extends ChannelInboundHandlerAdapter {

        private final MessageReader reader = new MessageReader();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var in = (ByteBuf) message;
            try {
                while (in.isReadable() && reader.read(in)) {
                    var answer = answers.get(reader.lastOfTarget() - 'a');
                    ctx.write(answer.retainedDuplicate(), ctx.voidPromise());
                }
            } finally {
                in.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // the proxy went away
        }
    }
}

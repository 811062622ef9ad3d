package dev.lateen.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Event loops of the proxy's own and the kind of sockets they serve: epoll where there is one, else NIO.
public record Transport(
        EventLoopGroup group,
        Class<? extends ServerChannel> serverChannel,
        Supplier<SocketChannel> socket,
        List<EventLoop> loops,
        String name) {

    private static final Logger LOGGER = Logger.getLogger(Transport.class);
    private static final int LONGEST_ADDRESS = 26;

    /// @param nio to have NIO all the same
    public static Transport open(int workers, boolean nio, ThreadFactory threads) {
        if (!nio && Epoll.isAvailable()) {
            var group = new EpollEventLoopGroup(workers, threads);
            return new Transport(
                    group, EpollServerSocketChannel.class, EpollSocketChannel::new, loops(group, workers), "epoll");
        }
        var group = new NioEventLoopGroup(workers, threads);
        return new Transport(group, NioServerSocketChannel.class, NioSocketChannel::new, loops(group, workers), "nio");
    }

    /// Takes the connections that the kernel has made for a server socket and that nobody has accepted yet: it resets
    /// them when the socket is closed. On the socket's event loop; only epoll's sockets let themselves be asked.
    static void acceptQueued(Channel server) {
        if (!(server instanceof EpollServerSocketChannel epoll) || !(epoll.fd() instanceof Socket socket)) {
            return;
        }
        try {
            var address = new byte[LONGEST_ADDRESS];
            for (int fd = socket.accept(address); fd >= 0; fd = socket.accept(address)) {
                server.pipeline().fireChannelRead(new EpollSocketChannel(fd));
            }
        } catch (IOException e) {
            LOGGER.warnf("a connection cannot be accepted reason=%s", e);
        }
        server.pipeline().fireChannelReadComplete();
    }

    private static List<EventLoop> loops(EventLoopGroup group, int workers) {
        var loops = new ArrayList<EventLoop>();
        for (int i = 0; i < workers; i++) {
            loops.add(group.next());
        }
        return List.copyOf(loops);
    }
}

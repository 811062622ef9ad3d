package dev.lateen.proxy.admin;

import dev.lateen.proxy.admin.AdminPages.Page;
import dev.lateen.proxy.listener.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The ports 15000, 15020, 15021 and 15090 of a proxy, on one event loop of their own.
public final class AdminServer implements AutoCloseable {

    private static final int MAX_BODY = 16 * 1024;
    private static final int IDLE_SECONDS = 60;

    private final AdminPorts ports;
    private final AdminPages pages;
    private final Transport transport;
    private final Map<String, Integer> bound = new LinkedHashMap<>();
    private final List<Channel> channels = new ArrayList<>();

    /// @param nio to have NIO even where there is epoll
    public AdminServer(AdminPorts ports, AdminView view, boolean nio) {
        this.ports = ports;
        this.pages = new AdminPages(view);
        this.transport = Transport.open(1, nio, new DefaultThreadFactory("admin", true));
    }

    /// Binds the ports that are on.
    ///
    /// @return name (`admin`, `status`, `health`, `metrics`) to the port it is really bound to
    /// @throws IOException naming the port that cannot be bound
    public Map<String, Integer> start() throws IOException {
        bind("admin", ports.adminBind(), ports.admin(), pages.admin());
        bind("status", ports.bind(), ports.status(), pages.status());
        bind("health", ports.bind(), ports.health(), pages.health());
        bind("metrics", ports.bind(), ports.metrics(), pages.metricsOnly());
        return Map.copyOf(bound);
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
        transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void bind(String name, String address, int port, Map<String, Page> served) throws IOException {
        if (port < 0) {
            return;
        }
        var local = new InetSocketAddress(address, port);
        if (local.isUnresolved()) {
            throw new IOException(name + ": " + address + " (expected: an address of this machine)");
        }
        var server = new ServerBootstrap()
                .group(transport.group())
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new Connections(served, local.getAddress().isLoopbackAddress()));
        var binding = server.bind(local).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(
                    name + " port: " + address + ":" + port + " cannot be bound: "
                            + binding.cause().getMessage(),
                    binding.cause());
        }
        channels.add(binding.channel());
        bound.put(name, ((InetSocketAddress) binding.channel().localAddress()).getPort());
    }

    private static final class Connections extends ChannelInitializer<SocketChannel> {

        private final Map<String, Page> served;
        private final boolean onLoopback;

        Connections(Map<String, Page> served, boolean onLoopback) {
            this.served = served;
            this.onLoopback = onLoopback;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline()
                    .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(MAX_BODY))
                    .addLast(new AdminHandler(served, onLoopback));
        }
    }
}

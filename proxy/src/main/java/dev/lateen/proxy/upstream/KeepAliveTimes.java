package dev.lateen.proxy.upstream;

import dev.lateen.snapshot.TcpSettings.KeepAlive;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;

/// When the system asks whether the other side of a connection is still there.
enum KeepAliveTimes {
    PROBES(EpollChannelOption.TCP_KEEPCNT, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)),
    TIME(EpollChannelOption.TCP_KEEPIDLE, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)),
    INTERVAL(EpollChannelOption.TCP_KEEPINTVL, NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL));

    private final ChannelOption<Integer> epoll;
    private final ChannelOption<Integer> nio;

    KeepAliveTimes(ChannelOption<Integer> epoll, ChannelOption<Integer> nio) {
        this.epoll = epoll;
        this.nio = nio;
    }

    static void set(ChannelConfig config, KeepAlive times) {
        PROBES.set(config, times.probes());
        TIME.set(config, times.timeSeconds());
        INTERVAL.set(config, times.intervalSeconds());
    }

    private void set(ChannelConfig config, int value) {
        if (value > 0) {
            config.setOption(config instanceof EpollSocketChannelConfig ? epoll : nio, value);
        }
    }
}

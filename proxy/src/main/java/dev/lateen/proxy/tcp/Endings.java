package dev.lateen.proxy.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/// Ways to end a connection behind what is still to be written.
public final class Endings {

    private Endings() {}

    /// FIN behind the last byte written; the other direction stays open.
    ///
    /// @param then runs once the FIN is on its way
    public static void shutdownOutput(Channel channel, Runnable then) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            var tls = channel.pipeline().get(SslHandler.class);
            if (tls == null) {
                end(channel, then);
            } else {
                tls.closeOutbound().addListener(_ -> end(channel, then)); // a FIN alone would look like an attack
            }
        });
    }

    private static void end(Channel channel, Runnable then) {
        if (channel.isActive()) {
            ((DuplexChannel) channel).shutdownOutput();
            then.run();
        }
    }

    public static void close(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}

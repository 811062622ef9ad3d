package dev.lateen.proxy.exchange;

import io.netty.channel.ChannelHandler;

/// A client's connection that can become one end of a tunnel. Event loop only.
public interface ClientConnection {

    Client client();

    /// Gives the connection away for good: `next` gets its events from now on, first what has come and was not read.
    void handOver(ChannelHandler next);

    /// The connection that was given away is closed.
    void handedOverClosed();

    /// Closes it without another word.
    void closeNow();
}

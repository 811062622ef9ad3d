package dev.lateen.proxy.upstream;

import io.netty.channel.Channel;

/// Who waits for a connection to an endpoint; hears of it once, on the event loop.
public interface ConnectListener {

    /// @param channel open, with none of its bytes read yet; the listener owns it now and adds its handler at once
    void connected(Channel channel);

    void connectFailed(UpstreamFailure failure);
}

package dev.lateen.proxy.listener;

import dev.lateen.proxy.tls.Handshakes;
import dev.lateen.proxy.tls.TlsFailures;
import dev.lateen.proxy.tls.TlsPeer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jboss.logging.Logger;

/// A connection while its TLS handshake is under way; its chain takes over when that is done. A handshake that takes
/// too
/// long is ended by its own handler. Event loop only.
final class TlsHandshake extends ChannelInboundHandlerAdapter implements DownstreamConnection {

    private static final Logger LOGGER = Logger.getLogger(TlsHandshake.class);

    private final ChosenChain chosen;
    private final SslHandler ssl;
    private final Handshakes handshakes;
    private boolean draining;
    private boolean over;

    TlsHandshake(ChosenChain chosen, SslHandler ssl, Handshakes handshakes, boolean draining) {
        this.chosen = chosen;
        this.ssl = ssl;
        this.handshakes = handshakes;
        this.draining = draining;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            over = true;
            if (handshake.isSuccess()) {
                handshakes.complete();
                chosen.begin(this, draining, TlsPeer.of(chosen.serverName(), ssl));
            } else {
                handshakes.fail();
                LOGGER.debugf("handshake failed reason=%s", TlsFailures.reason(handshake.cause()));
                ctx.close();
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            ctx.close(); // a handshake needs both sides
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // counted already, as a failed handshake
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over) {
            over = true;
            handshakes.fail();
        }
        chosen.connections().remove(this);
    }

    @Override
    public Binding binding() {
        return chosen.binding();
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public void closeNow() {
        chosen.channel().close();
    }
}

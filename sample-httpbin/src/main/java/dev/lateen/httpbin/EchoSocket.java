package dev.lateen.httpbin;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// `/ws`: a WebSocket on which every message comes back as it was, frame by frame.
///
/// A client that does not read is not read from either, so that a connection holds a bounded number of bytes. Pings
/// are answered and the closing handshake is done by Vert.x.
@Singleton
final class EchoSocket {

    private static final Logger LOGGER = Logger.getLogger(EchoSocket.class);

    void route(@Observes Router router) {
        router.get("/ws").handler(EchoSocket::upgrade);
    }

    /// What is no handshake is refused by Vert.x, with the reason.
    private static void upgrade(RoutingContext context) {
        context.request().toWebSocket().onSuccess(EchoSocket::echo);
    }

    private static void echo(ServerWebSocket socket) {
        socket.exceptionHandler(failure -> LOGGER.debug("WebSocket failed", failure));
        socket.drainHandler(drained -> socket.resume());
        socket.frameHandler(frame -> {
            if (isData(frame)) {
                socket.writeFrame(frame);
                if (socket.writeQueueFull()) {
                    socket.pause();
                }
            }
        });
    }

    private static boolean isData(WebSocketFrame frame) {
        return frame.isText() || frame.isBinary() || frame.isContinuation();
    }
}

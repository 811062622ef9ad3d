package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.Client;
import dev.lateen.proxy.exchange.Downstream;
import dev.lateen.proxy.exchange.Exchange;
import dev.lateen.proxy.exchange.LocalReplies;
import dev.lateen.proxy.exchange.LocalReply;
import dev.lateen.proxy.exchange.RefusedRequest;
import dev.lateen.proxy.exchange.Worker;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.proxy.tcp.Endings;
import dev.lateen.proxy.tls.TlsPeer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A client's connection: cuts its bytes into requests, one exchange after the other, answers in order. Event loop
/// only.
///
/// Input is pulled: bytes that nobody can take yet stay in the buffer they came in, and reading stops, so that a client
/// costs no more than one receive buffer. A client that has sent its FIN still gets its answer.
///
/// ```text
/// IDLE -> HEAD -> EXCHANGE -> [DISCARDING the rest of a short body] -> IDLE …
///                          -> LINGERING (answered, input thrown away until the client closes) -> CLOSED
///                          -> HANDED_OVER (upgraded: an end of a tunnel) -> CLOSED
/// ```
final class Http1Connection extends ChannelInboundHandlerAdapter implements Downstream, DownstreamConnection {

    private enum Phase {
        IDLE,
        HEAD,
        EXCHANGE,
        DISCARDING,
        LINGERING,
        HANDED_OVER,
        CLOSED
    }

    private final Worker worker;
    private final Binding binding;
    private final ConnectionSet connections;
    private final Channel channel;
    private final RoutesInForce routes;
    private final RequestReader reader;
    private final ConnectionTimers timers;
    private Phase phase = Phase.IDLE;
    private Client client = Client.of(null, null);
    private @Nullable Exchange exchange;
    private boolean inputEnded;
    private boolean processing;
    private boolean inRead;
    private boolean reading = true;
    private boolean closing;
    private int served;
    private String failure = "the client closed the connection";

    Http1Connection(ConnectionSet connections, Binding binding, Channel channel, RoutesInForce routes) {
        this.worker = connections.worker();
        this.binding = binding;
        this.connections = connections;
        this.channel = channel;
        this.routes = routes;
        this.reader = new RequestReader(worker);
        this.timers = new ConnectionTimers(worker.context(), this::headTimedOut, this::idleTimedOut, channel::close);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connections.add(this);
        begin(null);
        if (binding.isDraining()) {
            drain(); // accepted at the last moment
        }
    }

    /// Once the connection is known to be one for HTTP.
    ///
    /// @param tls what the handshake told; null without TLS
    void begin(@Nullable TlsPeer tls) {
        client = Client.of(channel.localAddress(), channel.remoteAddress(), tls);
        reader.secure(tls != null);
        timers.idle();
        timers.firstByte();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var data = (ByteBuf) message;
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            data.release();
            return;
        }
        reader.add(ctx.alloc(), data);
        inRead = true;
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inRead = false;
        if (exchange != null) {
            exchange.flushUpstream();
        }
        ctx.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event == SslCloseCompletionEvent.SUCCESS) {
            inputEnded = true;
            afterInputEnded();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!channel.isWritable()) {
            return;
        }
        if (exchange != null) {
            exchange.downstreamWritable();
        } else if (phase == Phase.IDLE || phase == Phase.HEAD) {
            process(); // requests that came while the answers before were not taken
            ctx.flush();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failure = String.valueOf(cause.getMessage());
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        phase = Phase.CLOSED;
        timers.close();
        connections.remove(this);
        if (exchange != null) {
            exchange.clientGone(failure);
            exchange = null;
        }
        reader.dropInput();
        reader.dropHead();
    }

    @Override
    public void write(ByteBuf data) {
        channel.write(data, channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void resumeRequestBody() {
        process();
    }

    @Override
    public boolean discardRequestBody() {
        return reader.discardBody() || (reader.isRestShort() && !inputEnded);
    }

    @Override
    public void handOver(ChannelHandler next) {
        phase = Phase.HANDED_OVER;
        timers.close();
        channel.pipeline().replace(this, null, next);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (phase != Phase.HANDED_OVER) {
            return;
        }
        var rest = reader.takeInput();
        if (rest != null) {
            ctx.fireChannelRead(rest);
        }
        if (inputEnded) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    @Override
    public void handedOverClosed() {
        exchange = null;
        phase = Phase.CLOSED;
        connections.remove(this);
        reader.dropHead();
    }

    @Override
    public void answered(boolean reusable) {
        exchange = null;
        reader.dropHead();
        served++;
        if (!reusable) {
            linger();
            return;
        }
        if (reader.isBodyDone()) {
            phase = Phase.IDLE;
            timers.idle();
        } else {
            phase = Phase.DISCARDING;
            timers.head();
        }
        process();
    }

    @Override
    public void abort() {
        exchange = null;
        if (reader.isHttp10()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0); // a FIN would be the end of the body
        }
        // What is written already may still arrive; the missing end tells the client.
        closeWhenFlushed();
    }

    @Override
    public Exchange.Rules rules() {
        routes.refresh();
        return Objects.requireNonNull(routes.rules());
    }

    @Override
    public boolean isDraining() {
        int most = worker.context().limits().maxRequestsPerConnection();
        closing |= binding.isDraining() || routes.isGone() || (most > 0 && served + 1 >= most);
        return closing;
    }

    @Override
    public Client client() {
        return client;
    }

    /// The next answer says that it is the last one. A connection without a request ends after a moment, in which what
    /// the
    /// client had sent already can be served.
    @Override
    public void drain() {
        closing = true;
        if (phase != Phase.HANDED_OVER) {
            timers.drain();
        }
    }

    @Override
    public Binding binding() {
        return binding;
    }

    @Override
    public void closeNow() {
        channel.close();
    }

    /// Takes from the input whatever can be taken. Calls from within, for instance when an answer is complete at once,
    /// only make the loop go on.
    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            while (step()) {
                // step by step until the input is used up or somebody has to wait
            }
        } finally {
            processing = false;
        }
        if (phase == Phase.HANDED_OVER) {
            return;
        }
        reader.dropUsedInput();
        setReading(reader.isEmpty());
        if (exchange != null && !inRead) {
            exchange.flushUpstream(); // else when all that can be read has been read
        }
        if (inputEnded) {
            afterInputEnded();
        }
    }

    private boolean step() {
        return switch (phase) {
            case IDLE, HEAD -> channel.isWritable() && readHead();
            case EXCHANGE -> readBody();
            case DISCARDING -> discardBody();
            case LINGERING, CLOSED -> {
                reader.dropInput();
                yield false;
            }
            case HANDED_OVER -> false;
        };
    }

    private boolean readHead() {
        if (reader.isEmpty()) {
            return false;
        }
        return switch (reader.readHead()) {
            case MORE -> {
                if (phase == Phase.IDLE && reader.headBegun()) {
                    phase = Phase.HEAD;
                    timers.head();
                }
                yield false;
            }
            case REFUSED -> {
                refuse(LocalReplies.malformed(reader.head().refusal()));
                yield false;
            }
            case COMPLETE -> {
                beginExchange();
                yield true;
            }
        };
    }

    private void beginExchange() {
        timers.busy();
        phase = Phase.EXCHANGE;
        reader.beginBody();
        routes.refresh();
        var rules = routes.rules();
        if (rules == null) {
            refuse(LocalReplies.UNAVAILABLE);
            return;
        }
        var next = new Exchange(worker, this, reader.head(), rules);
        exchange = next;
        next.begin();
    }

    private boolean readBody() {
        var current = exchange;
        if (current == null || reader.isBodyDone() || reader.isEmpty() || !current.acceptsBody()) {
            return false;
        }
        var data = reader.nextBody();
        if (data != null) {
            current.requestBody(data);
        }
        var problem = reader.bodyRefusal();
        if (problem != null) {
            closing = true;
            current.requestRefused(problem);
            flush();
        } else if (reader.isBodyDone()) {
            current.requestEnded(reader.trailers());
        }
        return data != null || reader.isBodyDone();
    }

    /// The answer is out already and did not need the body.
    private boolean discardBody() {
        if (!reader.discardBody()) {
            return false;
        }
        phase = Phase.IDLE;
        timers.idle();
        return true;
    }

    private void refuse(LocalReply reply) {
        worker.context().counters().increment(Counter.REJECTED_HEADS);
        RefusedRequest.reply(worker, this, routes.kind(), reply);
        linger();
    }

    private void afterInputEnded() {
        switch (phase) {
            case IDLE, HEAD, DISCARDING -> closeWhenFlushed();
            case LINGERING -> Endings.close(channel);
            case EXCHANGE -> {
                // With the whole request here, it is a client that only sends no more; else the request is cut off.
                if (!reader.isBodyDone() && reader.isEmpty()) {
                    failure = "the client closed the connection inside a request body";
                    channel.close();
                } else {
                    timers.halfClosed();
                }
            }
            case HANDED_OVER, CLOSED -> {}
        }
    }

    private void headTimedOut() {
        if (phase == Phase.IDLE) {
            idleTimedOut(); // not one byte came
            return;
        }
        if (phase == Phase.DISCARDING) {
            linger();
            return;
        }
        worker.context().counters().increment(Counter.HEAD_TIMEOUTS);
        refuse(LocalReplies.headTimeout(worker.context().limits().headTimeout().toMillis()));
        flush();
    }

    private void idleTimedOut() {
        if (!closing) {
            worker.context().counters().increment(Counter.IDLE_CLOSED);
        }
        linger();
    }

    /// Ends the connection so that the last answer arrives even if the client is still sending: FIN first, then its
    /// input is thrown away until it closes too, or for a while (RFC 9112 section 9.6).
    private void linger() {
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            return;
        }
        if (inputEnded) {
            closeWhenFlushed();
            return;
        }
        beginLingering();
        setReading(true);
        Endings.shutdownOutput(channel, timers::linger);
    }

    private void closeWhenFlushed() {
        if (phase == Phase.CLOSED) {
            return;
        }
        beginLingering();
        Endings.close(channel);
    }

    private void beginLingering() {
        phase = Phase.LINGERING;
        reader.dropInput();
        reader.dropHead();
        timers.flush();
    }

    private void setReading(boolean wanted) {
        if (wanted != reading && phase != Phase.CLOSED) {
            reading = wanted;
            channel.config().setAutoRead(wanted);
        }
    }
}

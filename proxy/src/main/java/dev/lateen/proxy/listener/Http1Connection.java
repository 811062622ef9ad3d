package dev.lateen.proxy.listener;

import dev.lateen.proxy.exchange.Downstream;
import dev.lateen.proxy.exchange.Exchange;
import dev.lateen.proxy.exchange.LocalReplies;
import dev.lateen.proxy.exchange.LocalReply;
import dev.lateen.proxy.exchange.RefusedRequest;
import dev.lateen.proxy.exchange.Worker;
import dev.lateen.proxy.http1.BodyReader;
import dev.lateen.proxy.http1.RequestHeadBuffer;
import dev.lateen.proxy.loop.LoopCounters.Counter;
import dev.lateen.snapshot.Listener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A client's connection: cuts its bytes into requests, one exchange after the other, answers in order. Event loop
/// only.
///
/// Input is pulled: bytes that nobody can take yet stay in the buffer they came in, and reading stops, so that a client
/// costs no more than one receive buffer. A client that has sent its FIN still gets its answer.
///
/// ```text
/// IDLE -> HEAD -> EXCHANGE -> IDLE …
///                          -> LINGERING (answered, input thrown away until the client closes) -> closed
/// ```
final class Http1Connection extends ChannelInboundHandlerAdapter implements Downstream {

    private enum Phase {
        IDLE,
        HEAD,
        EXCHANGE,
        LINGERING,
        CLOSED
    }

    private final Worker worker;
    private final Binding binding;
    private final ConnectionSet connections;
    private final BodyReader body;
    private final ConnectionTimers timers;
    private Phase phase = Phase.IDLE;
    private @Nullable Channel channel;
    private PeerAddress peer = PeerAddress.of(null);
    private @Nullable ByteBuf input;
    private @Nullable RequestHeadBuffer head;
    private @Nullable Exchange exchange;
    private boolean inputEnded;
    private boolean bodyDone = true;
    private boolean processing;
    private boolean inRead;
    private boolean reading = true;
    private boolean closing;
    private int served;
    private String failure = "";

    Http1Connection(Worker worker, Binding binding, ConnectionSet connections) {
        this.worker = worker;
        this.binding = binding;
        this.connections = connections;
        this.body = new BodyReader(worker.context().limits());
        this.timers = new ConnectionTimers(worker.context(), this::headTimedOut, this::idleTimedOut, this::closeNow);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        peer = PeerAddress.of(ctx.channel().remoteAddress());
        connections.add(this);
        timers.idle();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var data = (ByteBuf) message;
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            data.release();
            return;
        }
        input = input == null ? data : joined(ctx, input, data);
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
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            inputEnded();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.downstreamWritable();
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
            exchange.clientGone(failure.isEmpty() ? "the client closed the connection" : failure);
            exchange = null;
        }
        dropInput();
        dropHead();
    }

    @Override
    public void write(ByteBuf data) {
        channel().write(data, channel().voidPromise());
    }

    @Override
    public void flush() {
        channel().flush();
    }

    @Override
    public boolean isWritable() {
        return channel().isWritable();
    }

    @Override
    public void resumeRequestBody() {
        process();
    }

    @Override
    public boolean discardRequestBody() {
        var in = input;
        while (in != null && !bodyDone) {
            var data = body.next(in);
            if (data == null) {
                break;
            }
            data.release();
        }
        bodyDone |= body.isDone();
        return bodyDone;
    }

    @Override
    public void answered(boolean reusable) {
        exchange = null;
        dropHead();
        served++;
        if (!reusable || closing) {
            linger();
            return;
        }
        phase = Phase.IDLE;
        timers.idle();
        process();
    }

    @Override
    public void abort() {
        exchange = null;
        if (head != null && head.minorVersion() == 0) {
            channel().config().setOption(ChannelOption.SO_LINGER, 0); // a FIN would be the end of the body
        }
        dropHead();
        // What is written already may still arrive; the missing end tells the client.
        closeWhenFlushed();
    }

    @Override
    public boolean isDraining() {
        int most = worker.context().limits().maxRequestsPerConnection();
        closing |= binding.isDraining() || (most > 0 && served + 1 >= most);
        return closing;
    }

    @Override
    public byte[] peerAddress() {
        return peer.text();
    }

    @Override
    public boolean isPeerLoopback() {
        return peer.loopback();
    }

    @Override
    public boolean isPeerInternal() {
        return peer.internal();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return channel().localAddress();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return channel().remoteAddress();
    }

    /// The listener drains: an idle connection ends now, a busy one after its answer.
    void drain() {
        closing = true;
        if (phase == Phase.IDLE) {
            linger();
        }
    }

    Binding binding() {
        return binding;
    }

    void closeNow() {
        channel().close();
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
        if (input != null && !input.isReadable()) {
            dropInput();
        }
        setReading(input == null || phase == Phase.LINGERING);
        if (exchange != null && !inRead) {
            exchange.flushUpstream(); // else when all that can be read has been read
        }
        if (inputEnded) {
            inputEnded();
        }
    }

    private boolean step() {
        return switch (phase) {
            case IDLE, HEAD -> readHead();
            case EXCHANGE -> readBody();
            case LINGERING, CLOSED -> {
                dropInput();
                yield false;
            }
        };
    }

    private boolean readHead() {
        var in = input;
        if (in == null || !in.isReadable()) {
            return false;
        }
        if (head == null) {
            head = worker.heads().acquire();
        }
        var current = head;
        var progress = current.feed(in);
        return switch (progress) {
            case MORE -> {
                if (phase == Phase.IDLE && !current.isEmpty()) {
                    phase = Phase.HEAD;
                    timers.head();
                }
                yield false;
            }
            case REFUSED -> {
                refuse(LocalReplies.malformed(current.refusal()));
                yield false;
            }
            case COMPLETE -> {
                begin(current);
                yield true;
            }
        };
    }

    private void begin(RequestHeadBuffer current) {
        timers.cancel();
        phase = Phase.EXCHANGE;
        if (current.isChunked()) {
            body.beginChunked();
        } else {
            body.beginLength(Math.max(0, current.contentLength()));
        }
        bodyDone = !current.hasBody();
        var snapshot = binding.snapshot();
        var listener = snapshot.listeners().get(binding.key());
        if (listener == null) {
            refuse(LocalReplies.UNAVAILABLE);
            return;
        }
        var next = new Exchange(worker, this, current, snapshot, listener);
        exchange = next;
        next.begin();
    }

    private boolean readBody() {
        var current = exchange;
        var in = input;
        if (current == null || bodyDone || in == null || !current.acceptsBody()) {
            return false;
        }
        var data = body.next(in);
        if (data != null) {
            current.requestBody(data);
        }
        var problem = body.refusal();
        if (problem != null) {
            closing = true;
            current.requestRefused(problem);
            flush();
            return true;
        }
        if (body.isDone()) {
            bodyDone = true;
            current.requestEnded(body.trailers());
        }
        return data != null || bodyDone;
    }

    private void refuse(LocalReply reply) {
        worker.context().counters().increment(Counter.REJECTED_HEADS);
        RefusedRequest.reply(worker, this, kind(), reply);
        dropHead();
        linger();
    }

    private Listener.Kind kind() {
        var routes = binding.snapshot().listeners().get(binding.key());
        return routes == null ? Listener.Kind.GATEWAY : routes.listener().kind();
    }

    private void inputEnded() {
        switch (phase) {
            case IDLE, HEAD -> closeWhenFlushed();
            case LINGERING -> Endings.close(channel());
            case EXCHANGE -> {
                // With the whole request here, it is a client that only sends no more; else the request is cut off.
                if (!bodyDone && (input == null || !input.isReadable())) {
                    failure = "the client closed the connection inside a request body";
                    channel().close();
                }
            }
            case CLOSED -> {}
        }
    }

    private void headTimedOut() {
        worker.context().counters().increment(Counter.HEAD_TIMEOUTS);
        refuse(LocalReplies.headTimeout(worker.context().limits().headTimeout().toMillis()));
        flush();
    }

    private void idleTimedOut() {
        worker.context().counters().increment(Counter.IDLE_CLOSED);
        linger();
    }

    /// Ends the connection so that the last answer arrives even if the client is still sending: FIN first, then its
    /// input is thrown away until it closes too, or for a while (RFC 9112 section 9.6).
    private void linger() {
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.LINGERING;
        dropInput();
        dropHead();
        if (inputEnded) {
            closeWhenFlushed();
            return;
        }
        timers.linger();
        setReading(true);
        Endings.shutdownOutput(channel());
    }

    private void closeWhenFlushed() {
        phase = Phase.LINGERING;
        dropInput();
        timers.linger();
        Endings.close(channel());
    }

    /// Rare: reading stops while there is input, but a read may be under way.
    private static ByteBuf joined(ChannelHandlerContext ctx, ByteBuf first, ByteBuf second) {
        var both = ctx.alloc().buffer(first.readableBytes() + second.readableBytes());
        both.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return both;
    }

    private void setReading(boolean wanted) {
        if (wanted != reading && phase != Phase.CLOSED) {
            reading = wanted;
            channel().config().setAutoRead(wanted);
        }
    }

    private void dropInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }

    private void dropHead() {
        if (head != null) {
            worker.heads().release(head);
            head = null;
        }
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("connection without a channel");
        }
        return channel;
    }
}

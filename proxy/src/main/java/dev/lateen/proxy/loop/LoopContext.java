package dev.lateen.proxy.loop;

import dev.lateen.proxy.Limits;
import dev.lateen.proxy.http1.Bytes;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// An event loop with its clock, deadlines, counters and randomness. Event loop only.
public final class LoopContext {

    /// Kind of channels of the transport in use.
    public interface Transport {
        SocketChannel newSocket();
    }

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final long FINE_TICK_MILLIS = 10;
    private static final long COARSE_TICK_MILLIS = 500;

    private final EventLoop loop;
    private final Transport transport;
    private final Limits limits;
    private final DeadlineWheel fine;
    private final DeadlineWheel coarse;
    private final LoopCounters counters = new LoopCounters();
    private final RandomGenerator random = new SplittableRandom();
    private long dateSecond;
    private byte[] date = {};

    public LoopContext(EventLoop loop, Transport transport, Limits limits) {
        this.loop = loop;
        this.transport = transport;
        this.limits = limits;
        this.fine = new DeadlineWheel(loop, FINE_TICK_MILLIS);
        this.coarse = new DeadlineWheel(loop, COARSE_TICK_MILLIS);
    }

    public EventLoop loop() {
        return loop;
    }

    public Transport transport() {
        return transport;
    }

    public Limits limits() {
        return limits;
    }

    /// For what a user sets in milliseconds.
    public DeadlineWheel fine() {
        return fine;
    }

    /// For idle times, half a second late at most.
    public DeadlineWheel coarse() {
        return coarse;
    }

    public LoopCounters counters() {
        return counters;
    }

    public RandomGenerator random() {
        return random;
    }

    /// The present second as an HTTP date.
    public byte[] date() {
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date = Bytes.of(HTTP_DATE.format(Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC)));
        }
        return date;
    }
}

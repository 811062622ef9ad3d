package dev.lateen.proxy.config;

import dev.lateen.proxy.loop.LoopsFirst;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.Demand;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.ProxyNodes;
import dev.lateen.snapshot.push.SnapshotEvent;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps a proxy's configuration up to date: follows pilot's event stream, applies, acknowledges, comes back after any
/// failure with the id of the snapshot in force, and starts from the last good snapshot when pilot is not there.
/// Blocking sockets on a thread of its own; no event loop is ever involved.
public final class ConfigClient implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(ConfigClient.class);
    private static final int ERROR_TEXT = 512;
    private static final long CLOSE_MILLIS = 1_000;

    private final PilotAddress address;
    private final PilotPost posts;
    private final URI pilot;
    private final ProxyNode node;
    private final ConfigClientTimes times;
    private final ConfigHolder holder;
    private final Thread reader;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable PilotConnection stream;
    private boolean wantsFull;
    private boolean reported;

    /// @param pilot for instance `http://127.0.0.1:15010`
    /// @param lastGoodFile null keeps nothing on disk
    public ConfigClient(URI pilot, ProxyNode node, @Nullable Path lastGoodFile, SnapshotTarget target) {
        this(
                new PilotAddress(pilot, null),
                node,
                new SnapshotStore(target, lastGoodFile, null),
                ConfigClientTimes.DEFAULT);
    }

    /// @param times other clocks than [ConfigClientTimes#DEFAULT]
    public static ConfigClient withTimes(
            PilotAddress pilot, ProxyNode node, SnapshotStore store, ConfigClientTimes times) {
        return new ConfigClient(pilot, node, store, times);
    }

    private ConfigClient(PilotAddress address, ProxyNode node, SnapshotStore store, ConfigClientTimes times) {
        this.address = address;
        this.posts = new PilotPost(address, times.connectTimeout());
        this.pilot = address.uri();
        this.node = node;
        this.holder = new ConfigHolder(store);
        this.times = times;
        this.reader = Thread.ofPlatform().daemon().name("config-client").unstarted(this::follow);
    }

    public void start() {
        reader.start();
        Thread.ofPlatform().daemon().name("config-last-good").start(this::startFromDiskAfterGrace);
    }

    public PushStatus status() {
        return holder.status();
    }

    /// The snapshot in force with its id and revision; null before the first.
    public @Nullable SnapshotEvent current() {
        return holder.current();
    }

    @Override
    public void close() {
        closed.countDown();
        closeStream();
        try {
            reader.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        holder.close();
    }

    private void follow() {
        int failures = 0;
        while (isOpen()) {
            String reason;
            try {
                failures = stream() ? 0 : failures + 1;
                reason = "stream ended";
            } catch (SocketTimeoutException e) {
                failures++;
                reason = "no byte for " + times.silence();
            } catch (IOException e) {
                failures++;
                reason = e instanceof UnknownHostException ? "unknown host" : String.valueOf(e.getMessage());
            } catch (RuntimeException | OutOfMemoryError e) {
                failures++; // a snapshot too large for this heap must not end the thread
                reason = e.toString();
                LOGGER.error("config stream failed", e);
            }
            closeStream();
            if (isOpen()) {
                lost(reason);
                pause(failures);
            }
        }
        posts.close();
    }

    /// Follows one stream to its end; whether it was of use, so that the next one is tried at once.
    private boolean stream() throws IOException {
        long begin = System.nanoTime();
        long before = holder.status().accepted();
        posts.leave();
        try (var connection = new PilotConnection(pilot, times.connectTimeout(), times.silence())) {
            stream = connection;
            int status = connection.exchange(streamHead(), new byte[0]);
            if (status != 200) {
                throw new IOException("status " + status + " (expected: 200) " + connection.bodyText(ERROR_TEXT));
            }
            connected();
            var reader = new EventReader(connection.body(), times.maxEventBytes());
            for (var event = reader.next(); event != null && isOpen(); event = reader.next()) {
                if (!handle(event)) {
                    break;
                }
            }
        }
        boolean lasted = System.nanoTime() - begin > times.longestRetry().toNanos();
        return lasted || holder.status().accepted() > before;
    }

    private void connected() {
        holder.connected();
        if (reported) {
            LOGGER.infof("pilot is back pilot=%s", pilot);
        }
        reported = false;
    }

    /// False when the stream is of no more use.
    private boolean handle(PushEvent event) throws IOException {
        return switch (holder.take(event)) {
            case ConfigHolder.Outcome.Accepted(var id) -> {
                wantsFull = false;
                acknowledge(new Ack(node.id(), id, true, null));
                yield true;
            }
            case ConfigHolder.Outcome.Rejected(var id, var reason, var full) -> {
                wantsFull |= full;
                acknowledge(new Ack(node.id(), id, false, reason));
                yield !full;
            }
            case ConfigHolder.Outcome.BaseUnknown(var base) -> {
                LOGGER.infof("delta on an unknown base, asking for a full snapshot base=%s", base);
                wantsFull = true;
                yield false;
            }
            case ConfigHolder.Outcome.Ignored() -> true;
        };
    }

    /// A stream whose acknowledgements do not arrive would get no further event: it is given up by the exception.
    private void acknowledge(Ack ack) throws IOException {
        LoopsFirst.giveWay();
        posts.send("/v1/config/ack", ack);
    }

    private String streamHead() {
        var head = "GET " + address.path("/v1/config/stream") + "?" + ProxyNodes.toQuery(node) + " HTTP/1.1\r\nHost: "
                + pilot.getRawAuthority()
                + "\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip\r\nCache-Control: no-cache\r\n"
                + address.authorization()
                + usedHosts();
        var current = holder.current();
        return current == null || wantsFull ? head : head + "Last-Event-ID: " + current.id() + "\r\n";
    }

    /// A line of the head, also for no hosts at all; nothing when everything is wanted.
    private String usedHosts() {
        var hosts = holder.usedHosts();
        if (hosts == null) {
            return "";
        }
        var value = new StringJoiner(",");
        int left = 0;
        for (var host : hosts) {
            if (value.length() + host.length() < Demand.LONGEST_HEADER) {
                value.add(host);
            } else {
                left++;
            }
        }
        if (left > 0) {
            LOGGER.warnf("more hosts in use than a stream begins with, the others are loaded again left=%d", left);
        }
        return Demand.HEADER + ": " + value + "\r\n";
    }

    private void lost(String reason) {
        holder.reconnecting(reason);
        if (!reported) {
            LOGGER.infof("pilot is not there, trying again pilot=%s reason=%s", pilot, reason);
        }
        reported = true;
        startFromDisk();
    }

    private void startFromDiskAfterGrace() {
        try {
            if (!closed.await(times.lastGoodGrace().toMillis(), TimeUnit.MILLISECONDS)) {
                startFromDisk();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startFromDisk() {
        if (holder.startFromDisk()) {
            var status = holder.status();
            LOGGER.infof("started from the last good snapshot revision=%s id=%s", status.revision(), status.id());
        }
    }

    /// Half of the pause is random, so that proxies do not come back in step.
    private void pause(int failures) {
        long longest = times.longestRetry().toMillis();
        long doubled = times.firstRetry().toMillis() << Math.clamp(failures - 1L, 0, 16);
        var pause = Duration.ofMillis(Math.max(2, Math.min(longest, doubled)));
        long half = pause.toMillis() / 2;
        try {
            if (closed.await(half + ThreadLocalRandom.current().nextLong(half + 1), TimeUnit.MILLISECONDS)) {
                LOGGER.debug("config client closed");
            }
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void closeStream() {
        var open = stream;
        stream = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOGGER.debugf("stream to pilot did not close well reason=%s", e);
        }
    }
}

package dev.lateen.it;

import dev.lateen.testkit.RawHttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// Clients that misbehave, each in all ways in turn, until they are stopped: resets at any byte, heads and bodies that
/// drip, answers that nobody reads, heads and bodies without end, half-closed connections. All of them take their time,
/// so that they are many and leave the processors to the others.
final class RudePeers implements AutoCloseable {

    private static final int WINDOW = 8 * 1024;
    private static final Duration DRIP = Duration.ofMillis(50);
    private static final int MOST_DRIPS = 60;
    private static final int LINES = 8;
    private static final String GET = "GET /headers HTTP/1.1\r\nHost: a\r\n\r\n";

    private final int port;
    private final String bigPath;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /// One way to misbehave; the proxy may hang up at any moment.
    @FunctionalInterface
    private interface Act {
        void play(RawHttpClient client, RandomGenerator random) throws IOException;
    }

    private final List<Act> acts = List.of(
            this::resetAnywhere,
            this::dripHead,
            this::dripBody,
            this::readSlowly,
            this::sendHeadersWithoutEnd,
            this::sendChunksWithoutEnd,
            (client, _) -> client.send(GET).halfClose().readUntilClose());

    private RudePeers(int port, String bigPath) {
        this.port = port;
        this.bigPath = bigPath;
    }

    /// @param bigPath where answers are that fill every buffer
    static RudePeers start(int count, int port, String bigPath, RandomGenerator random) {
        RudePeers peers = new RudePeers(port, bigPath);
        for (int i = 0; i < count; i++) {
            RandomGenerator own = new SplittableRandom(random.nextLong());
            int first = i;
            peers.threads.add(Thread.ofVirtual().name("rude-" + i).start(() -> peers.misbehave(first, own)));
        }
        return peers;
    }

    private void misbehave(int first, RandomGenerator random) {
        for (int turn = first; !stopping; turn++) {
            try (RawHttpClient client = RawHttpClient.connectWithReceiveBuffer(port, WINDOW)) {
                acts.get(turn % acts.size()).play(client, random);
            } catch (IOException e) {
                pause(); // as the proxy should, it has hung up
            }
        }
    }

    private void resetAnywhere(RawHttpClient client, RandomGenerator random) throws IOException {
        client.send(GET.substring(0, random.nextInt(GET.length() + 1)));
        if (random.nextBoolean()) {
            pause();
        }
        client.reset();
    }

    private void dripHead(RawHttpClient client, RandomGenerator random) throws IOException {
        client.send("GET /headers HTTP/1.1\r\nX: ");
        drip(client, random, "x");
        client.reset();
    }

    private void dripBody(RawHttpClient client, RandomGenerator random) throws IOException {
        client.send("POST /headers HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
        drip(client, random, "x");
        client.halfClose().readUntilClose();
    }

    private void readSlowly(RawHttpClient client, RandomGenerator random) throws IOException {
        client.send("GET " + bigPath + " HTTP/1.1\r\nHost: a\r\n\r\n");
        for (int left = random.nextInt(MOST_DRIPS); left > 0 && !stopping; left--) {
            client.readBytes(WINDOW / 2);
            pause();
        }
        client.reset();
    }

    private void sendHeadersWithoutEnd(RawHttpClient client, RandomGenerator random) throws IOException {
        client.send("GET /headers HTTP/1.1\r\nHost: a\r\n");
        String lines = ("x-" + random.nextInt() + ": " + "x".repeat(1000) + "\r\n").repeat(LINES);
        while (!stopping) {
            client.send(lines);
            pause();
        }
    }

    private void sendChunksWithoutEnd(RawHttpClient client, RandomGenerator random) throws IOException {
        client.send("POST /headers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        drip(client, random, "400\r\n" + "x".repeat(1024) + "\r\n");
        client.reset();
    }

    private void drip(RawHttpClient client, RandomGenerator random, String drop) throws IOException {
        for (int left = random.nextInt(MOST_DRIPS); left > 0 && !stopping; left--) {
            client.send(drop);
            pause();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(DRIP.toNanos());
    }

    @Override
    public void close() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

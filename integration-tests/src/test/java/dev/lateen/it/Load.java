package dev.lateen.it;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Clients that keep asking until they are stopped; half of them keep their connection until an answer says that it is
/// the last one, half open one per request.
final class Load implements AutoCloseable {

    private static final int CLIENTS = 4;

    /// A connection may be closed once nothing has been asked on it for a while (RFC 9112 section 9.5), be it that the
    /// machine held its client up.
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Way way;
    private final String path;
    private final Duration pause;
    private final AtomicInteger succeeded = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch warm;
    private volatile boolean stopping;

    /// How clients come to a connection.
    @FunctionalInterface
    interface Way {
        RawHttpClient connect() throws IOException;
    }

    private Load(Way way, String path, int clients, Duration pause) {
        this.way = way;
        this.path = path;
        this.pause = pause;
        this.warm = new CountDownLatch(clients * 5);
    }

    /// Returns when every client has had answers.
    static Load on(int port, String path) {
        return through(() -> RawHttpClient.connect(port), path, CLIENTS, Duration.ZERO);
    }

    /// @param pause of each client between two requests
    static Load through(Way way, String path, int clients, Duration pause) {
        Load load = new Load(way, path, clients, pause);
        for (int i = 0; i < clients; i++) {
            boolean keepAlive = i % 2 == 0;
            load.threads.add(Thread.ofVirtual().name("load-" + i).start(() -> load.ask(keepAlive)));
        }
        try {
            if (!load.warm.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("no answers: " + load.failures);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return load;
    }

    int succeeded() {
        return succeeded.get();
    }

    /// How many answers on kept connections said that they are the last ones.
    int told() {
        return told.get();
    }

    /// What went wrong so far, a line each.
    List<String> failures() {
        return List.copyOf(failures);
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

    private void ask(boolean keepAlive) {
        while (!stopping) {
            long idle = 0;
            try (RawHttpClient client = way.connect()) {
                boolean kept;
                do {
                    long asked = System.nanoTime();
                    RawResponse response = client.get(path);
                    note(response);
                    kept = keepAlive && !isLast(response);
                    LockSupport.parkNanos(pause.toNanos());
                    idle = System.nanoTime() - asked;
                } while (kept && !stopping);
            } catch (IOException e) {
                if (idle < GRACE.toNanos()) {
                    failures.add(e.toString());
                }
            }
        }
    }

    private boolean isLast(RawResponse response) {
        boolean last = response.header("connection").filter("close"::equals).isPresent();
        if (last) {
            told.incrementAndGet();
        }
        return last;
    }

    private void note(RawResponse response) {
        if (response.status() == 200) {
            succeeded.incrementAndGet();
        } else {
            failures.add(response.status() + " " + response.bodyText());
        }
        warm.countDown();
    }
}

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
    private final Question question;
    private final Duration period;
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

    /// What a client asks in its turn, from 0; returns with the whole answer.
    @FunctionalInterface
    interface Question {
        RawResponse ask(RawHttpClient client, int turn) throws IOException;
    }

    private Load(Way way, Question question, int clients, Duration period) {
        this.way = way;
        this.question = question;
        this.period = period;
        this.warm = new CountDownLatch(clients * 5);
    }

    /// Returns when every client has had answers.
    static Load on(int port, String path) {
        return through(() -> RawHttpClient.connect(port), (client, _) -> client.get(path), CLIENTS, Duration.ZERO);
    }

    /// @param period of each client from one request to the next; who is late asks without a pause until it has caught
    ///     up
    static Load through(Way way, Question question, int clients, Duration period) {
        Load load = new Load(way, question, clients, period);
        for (int i = 0; i < clients; i++) {
            boolean keepAlive = i % 2 == 0;
            load.threads.add(Thread.ofVirtual().name("load-" + i).start(() -> load.ask(keepAlive)));
        }
        try {
            if (!load.warm.await(60, TimeUnit.SECONDS)) {
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
        long due = System.nanoTime();
        int turn = 0;
        while (!stopping) {
            long idle = 0;
            try (RawHttpClient client = way.connect()) {
                boolean kept;
                do {
                    RawResponse response = question.ask(client, turn++);
                    long answered = System.nanoTime();
                    note(response);
                    kept = keepAlive && !isLast(response);
                    due += period.toNanos();
                    LockSupport.parkNanos(due - System.nanoTime());
                    idle = System.nanoTime() - answered;
                } while (kept && !stopping);
            } catch (IOException e) {
                if (idle < GRACE.toNanos()) {
                    failures.add(e.toString());
                }
            } catch (RuntimeException | AssertionError e) {
                failures.add(e.toString());
                return;
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

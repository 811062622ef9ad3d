package dev.lateen.it;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that keep asking until they are stopped; half of them keep their connection, half open one per request.
final class Load implements AutoCloseable {

    private static final int CLIENTS = 4;

    private final int port;
    private final String path;
    private final AtomicInteger succeeded = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch warm = new CountDownLatch(CLIENTS * 5);
    private volatile boolean stopping;

    private Load(int port, String path) {
        this.port = port;
        this.path = path;
    }

    /// Returns when every client has had answers.
    static Load on(int port, String path) {
        Load load = new Load(port, path);
        for (int i = 0; i < CLIENTS; i++) {
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
            try (RawHttpClient client = RawHttpClient.connect(port)) {
                do {
                    note(client.get(path));
                } while (keepAlive && !stopping);
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
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

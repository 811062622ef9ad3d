package dev.lateen.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.testkit.RawHttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Requests to hosts that are known and not loaded.
class HostLoadingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Snapshot KNOWN = new Snapshot(
            List.of(new Listener(Snapshots.LISTENER, null, 0, Listener.Kind.OUTBOUND, List.of("80"), List.of())),
            List.of(new RouteConfig(
                    "80", 80, List.of(new VirtualHost("other", List.of("other"), List.of(), List.of())))),
            List.of(),
            new OnDemand("default", List.of("web"), List.of()));

    /// Keeps who waits, and lets the test say what becomes of it.
    private static final class ByHand implements HostDemand {

        private final BlockingQueue<Waiter> waiters = new LinkedBlockingQueue<>();

        @Override
        public void load(String host, Waiter waiter) {
            waiters.add(waiter);
        }

        @Override
        public void leave(String host, Waiter waiter) {}

        @Override
        public Duration patience() {
            return PATIENCE;
        }

        Waiter next() throws InterruptedException {
            var waiter = waiters.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(waiter).as("a request waits").isNotNull();
            return waiter;
        }
    }

    @Test
    void aListenerThatGoesMeanwhileAnswersWhoWaits() throws Exception {
        var demand = new ByHand();
        try (var proxy = TestProxy.start(KNOWN, demand);
                var client = RawHttpClient.connect(proxy.port())) {
            client.send("GET http://web/ HTTP/1.1\r\nHost: web\r\n\r\n");
            var waiter = demand.next();
            proxy.apply(Snapshot.EMPTY);
            waiter.loaded();
            var response = client.read();
            assertThat(response.status()).as(response.toString()).isEqualTo(503);
            client.awaitClose();
        }
    }

    @Test
    void aProxyThatAsksForNothingSaysWhyItsSnapshotHasNotAll() throws Exception {
        try (var proxy = TestProxy.start(KNOWN);
                var client = RawHttpClient.connect(proxy.port())) {
            var response = client.get("http://web/", "Host: web");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.bodyText())
                    .contains("web", "on demand, which is off now", "pilot has not sent all of them yet");
        }
    }
}

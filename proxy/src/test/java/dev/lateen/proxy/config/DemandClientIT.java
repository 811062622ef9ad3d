package dev.lateen.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.HostDemand;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Demand;
import dev.lateen.snapshot.push.ProxyNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemandClientIT {

    private static final ProxyNode NODE =
            new ProxyNode(ProxyNode.Role.SIDECAR, "default", "caller", Map.of(), List.of(), 15001, Map.of());
    private static final DemandLimits LIMITS = new DemandLimits(Duration.ofSeconds(30), 3, Duration.ZERO);

    private ScriptedPilot pilot;
    private DemandClient client;

    /// What a waiter has heard: `loaded`, or why not.
    private static final class Heard implements HostDemand.Waiter {

        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

        @Override
        public void loaded() {
            words.add("loaded");
        }

        @Override
        public void failed(String why) {
            words.add(why);
        }

        @Nullable
        String next() throws InterruptedException {
            return words.poll(30, TimeUnit.SECONDS);
        }

        boolean isSilent() {
            return words.isEmpty();
        }
    }

    @BeforeEach
    void start() throws IOException {
        pilot = new ScriptedPilot();
        client = new DemandClient(new PilotAddress(pilot.uri(), null), NODE, LIMITS);
        apply(snapshot());
        client.connected();
    }

    @AfterEach
    void stop() {
        client.close();
        pilot.close();
    }

    @Test
    void manyWaitForOneHostWithOneCall() throws InterruptedException {
        Heard first = load("a");
        Heard second = load("a");
        assertThat(pilot.demand()).isEqualTo(new Demand("caller.default", List.of("a"), List.of()));
        apply(snapshot("b"));
        assertThat(first.isSilent()).isTrue();
        apply(snapshot("a", "b"));
        assertThat(first.next()).isEqualTo("loaded");
        assertThat(second.next()).isEqualTo("loaded");
        assertThat(load("a").next()).isEqualTo("loaded");
        load("c");
        assertThat(pilot.demand().hosts()).as("none for a in between").containsExactly("c");
        assertThat(client.stats()).isEqualTo(new DemandClient.Stats(3, 2, 1, 2, 0));
    }

    @Test
    void callsFollowEachOtherOverOneConnection() throws InterruptedException {
        for (var host : List.of("a", "b", "c")) {
            load(host);
            assertThat(pilot.demand().hosts()).containsExactly(host);
        }
        assertThat(pilot.demandConnections()).isEqualTo(1);
    }

    @Test
    void aConnectionThatPilotHasClosedIsReplaced() throws Exception {
        load("a");
        assertThat(pilot.demand().hosts()).containsExactly("a");
        int port = pilot.port();
        pilot.close();
        pilot = new ScriptedPilot(port);
        Heard waiter = load("b");
        assertThat(pilot.demand().hosts()).containsExactly("b");
        apply(snapshot("a", "b"));
        assertThat(waiter.next()).isEqualTo("loaded");
    }

    @Test
    void aHostThatIsNotKnownAnyMoreIsDecidedToo() throws InterruptedException {
        Heard waiter = load("a");
        apply(new Snapshot(List.of(), List.of(), List.of(), new OnDemand("default", List.of("b"), List.of())));
        assertThat(waiter.next()).isEqualTo("loaded");
    }

    @Test
    void withoutPilotEverybodyHearsAtOnce() throws InterruptedException {
        Heard waiter = load("a");
        client.unreachable();
        assertThat(waiter.next()).isEqualTo("pilot cannot be reached");
        assertThat(load("b").next()).isEqualTo("pilot cannot be reached");
        assertThat(client.stats().waiting()).isZero();
    }

    @Test
    void aStreamThatEndsIsWaitedThroughAndTheNextOneIsAskedAgain() throws InterruptedException {
        Heard waiter = load("a");
        assertThat(pilot.demand().hosts()).containsExactly("a");
        client.disconnected();
        Heard meanwhile = load("b");
        assertThat(waiter.isSilent()).isTrue();
        client.connected();
        assertThat(pilot.demand().hosts()).containsExactlyInAnyOrder("a", "b");
        apply(snapshot("a", "b"));
        assertThat(waiter.next()).isEqualTo("loaded");
        assertThat(meanwhile.next()).isEqualTo("loaded");
    }

    @Test
    void aSnapshotThatIsNotInForceYetIsWaitedFor() throws InterruptedException {
        client.coming(snapshot("a"));
        Heard waiter = load("a");
        assertThat(waiter.isSilent()).isTrue();
        client.applied();
        assertThat(waiter.next()).isEqualTo("loaded");
    }

    @Test
    void aHostThatTheComingSnapshotHasNoMoreIsAskedFor() throws InterruptedException {
        apply(snapshot("a"));
        client.coming(snapshot());
        Heard waiter = load("a");
        assertThat(pilot.demand().hosts()).containsExactly("a");
        client.applied();
        assertThat(waiter.isSilent()).isTrue();
    }

    @Test
    void aRejectedSnapshotIsTold() throws InterruptedException {
        Heard waiter = load("a");
        client.coming(snapshot("a"));
        client.rejected("port 80 is taken");
        assertThat(waiter.next()).isEqualTo("the configuration with them is rejected: port 80 is taken");
    }

    @Test
    void pilotsRefusalIsTold() throws InterruptedException {
        pilot.demandStatus = 429;
        assertThat(load("a").next()).contains("pilot does not give it", "429");
    }

    @Test
    void aPilotThatDoesNotAnswerIsTold() throws InterruptedException {
        pilot.demandSilent = true;
        assertThat(load("a").next()).contains("pilot does not give it", "timed out");
        pilot.demandSilent = false;
        load("b");
        assertThat(pilot.demand().hosts()).containsExactly("a");
        assertThat(pilot.demand().hosts()).as("the client goes on").containsExactly("b");
    }

    @Test
    void noMoreWaitThanMayAndWhoLeavesMakesRoom() throws InterruptedException {
        Heard waiter = load("a");
        load("a");
        load("b");
        assertThat(load("c").next()).isEqualTo("3 requests wait for hosts already");
        client.leave("a", waiter);
        Heard other = load("c");
        assertThat(other.isSilent()).isTrue();
        apply(snapshot("a", "b", "c"));
        assertThat(other.next()).isEqualTo("loaded");
        assertThat(waiter.isSilent()).isTrue();
    }

    @Test
    void whatNobodyHasCalledForTwoLooksIsGivenBack() throws InterruptedException {
        var limits = new DemandLimits(LIMITS.patience(), LIMITS.waiters(), Duration.ofMillis(20));
        try (var forgetful = new DemandClient(new PilotAddress(pilot.uri(), null), NODE, limits)) {
            forgetful.watch(() -> Set.of("a"));
            forgetful.coming(snapshot("a", "b"));
            forgetful.applied();
            forgetful.connected();
            assertThat(pilot.demand()).isEqualTo(new Demand("caller.default", List.of(), List.of("b")));
        }
    }

    @Test
    void thatHostsAreNotTakenBackIsSaidOnce() throws InterruptedException {
        var log = Logger.getLogger(DemandClient.class.getName());
        var records = new LinkedBlockingQueue<LogRecord>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord event) {
                records.add(event);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        pilot.demandStatus = 429;
        log.addHandler(handler);
        var limits = new DemandLimits(LIMITS.patience(), LIMITS.waiters(), Duration.ofMillis(20));
        try (var forgetful = new DemandClient(new PilotAddress(pilot.uri(), null), NODE, limits)) {
            forgetful.coming(snapshot("b"));
            forgetful.applied();
            forgetful.connected();
            for (int i = 0; i < 3; i++) {
                assertThat(pilot.demand().unused()).containsExactly("b");
            }
        } finally {
            log.removeHandler(handler);
        }
        assertThat(records)
                .extracting(event -> String.valueOf(event.getMessage()))
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .startsWith("hosts that nobody calls stay loaded hosts=[b] reason=")
                        .contains("429"));
    }

    private void apply(Snapshot snapshot) {
        client.coming(snapshot);
        client.applied();
    }

    private Heard load(String host) {
        var waiter = new Heard();
        client.load(host, waiter);
        return waiter;
    }

    private static Snapshot snapshot(String... used) {
        var onDemand = new OnDemand("default", List.of("a", "b", "c"), List.of(used));
        return new Snapshot(List.of(), List.of(), List.of(), onDemand);
    }
}

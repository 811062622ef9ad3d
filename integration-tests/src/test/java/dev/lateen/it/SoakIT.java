package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.EngineConfig;
import dev.lateen.proxy.Limits;
import dev.lateen.testkit.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.ReceivedRequest;
import dev.lateen.testkit.Seeds;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A mesh of which 70 % of what it can do is asked, with a push every second and rude peers beside the others: in the
/// end it holds no
/// more than after its warm-up, and nobody who behaved has seen an error. `-Dlateen.soak=10m` sets its length. The leak
/// detector takes samples only: to follow every buffer costs more than all the rest.
@Tag("long")
class SoakIT {

    private static final Duration LENGTH = Duration.parse("PT" + System.getProperty("lateen.soak", "60s"));
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final int CALIBRATION = 20_000; // requests, the first half of which only warm up
    private static final double SHARE = 0.7;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ResourceLeakDetector.Level LEAK_DETECTION = ResourceLeakDetector.getLevel();
    private static final int CLIENTS = 16;
    private static final int RUDE = 14;
    private static final byte[] BIG = new byte[1024 * 1024];

    private static final long MIB = 1024 * 1024;
    private static final long MORE_HEAP = 8 * MIB;
    private static final long MORE_DIRECT = 16 * MIB; // a few chunks of Netty's arenas
    private static final int MORE_SERIES = 4 * 7; // codes and flags that are rare; each a counter and three histograms
    private static final int MORE_LINES = 8;
    private static final long MORE_CONNECTIONS = CLIENTS + RUDE; // as many as there were requests at once

    private final AtomicInteger pushes = new AtomicInteger();

    /// What is held when nothing is under way.
    ///
    /// @param heap in use behind a full collection, bytes
    /// @param direct what Netty's allocators have, bytes
    /// @param descriptors open files and sockets of the process
    /// @param series of requests and connections, by their labels, without the buckets of histograms
    /// @param lines of the gateway's other metrics
    /// @param pooled idle connections from the gateway and the sidecars to upstreams
    private record Levels(long heap, long direct, long descriptors, Set<String> series, long lines, long pooled) {

        @Override
        public String toString() {
            return "heap %.1f MiB, direct %.1f MiB, %d descriptors, %d series, %d other lines, %d pooled connections"
                    .formatted((double) heap / MIB, (double) direct / MIB, descriptors, series.size(), lines, pooled);
        }
    }

    @BeforeAll
    static void sample() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @AfterAll
    static void followAllAgain() {
        ResourceLeakDetector.setLevel(LEAK_DETECTION);
    }

    @Test
    void nothingIsLeftBehindAndNobodyWhoBehavesSeesAnError() throws Exception {
        try (Mesh mesh = Mesh.start()) {
            List<MeshWorkload> workloads = List.of(workload(mesh, "v1"), workload(mesh, "v2"));
            mesh.apply(Yaml.GATEWAY + "---\n" + Yaml.SUBSETS + "---\n" + Yaml.split(50, 50));
            try (GatewayProcess gateway = GatewayProcess.start(mesh, "gateway", SoakIT::impatient)) {
                double wanted = SHARE * capacity(gateway);
                load(mesh, gateway, wanted, WARM_UP);
                Levels before = levels(gateway, workloads);
                System.out.println("after warm-up: " + before);
                double held = load(mesh, gateway, wanted, LENGTH);
                Levels after = levels(gateway, workloads);
                System.out.printf("%.0f requests/s wanted, %.0f held for %s%n", wanted, held, LENGTH);
                System.out.println("after " + pushes + " pushes: " + after);

                assertThat(after.heap).as("heap").isLessThan(before.heap + MORE_HEAP);
                assertThat(after.direct).as("direct memory").isLessThan(before.direct + MORE_DIRECT);
                assertThat(after.pooled).as("pooled").isLessThanOrEqualTo(before.pooled + MORE_CONNECTIONS);
                // A connection within this process has two ends.
                assertThat(after.descriptors)
                        .as("descriptors")
                        .isLessThanOrEqualTo(before.descriptors + 2 * MORE_CONNECTIONS);
                Set<String> newSeries = new TreeSet<>(after.series);
                newSeries.removeAll(before.series);
                System.out.println("new series: " + newSeries);
                assertThat(newSeries).as("new series").hasSizeLessThanOrEqualTo(MORE_SERIES);
                assertThat(after.lines).as("other lines").isLessThanOrEqualTo(before.lines + MORE_LINES);
                assertThat(gateway.metrics())
                        .contains("lateen_config_rejected_total 0.0", "lateen_exchanges_active 0.0")
                        .noneMatch(line ->
                                line.startsWith("istio_requests_total") && line.matches(".*response_code=\"5..\".*"));
            }
        }
    }

    private static EngineConfig impatient(EngineConfig config) {
        Limits limits =
                config.limits().withTimeouts(Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofSeconds(10));
        return config.withLimits(limits);
    }

    private static MeshWorkload workload(Mesh mesh, String version) {
        OriginServer origin =
                OriginServer.start(request -> answer(version, request)).forgetting();
        return mesh.workload("httpbin", version, origin);
    }

    private static Answer answer(String version, ReceivedRequest request) {
        return request.target().equals("/big") ? Answer.ok("").withBody(BIG) : Answers.of(version, request);
    }

    /// Requests per second of clients that never wait, with nobody else there.
    private static double capacity(GatewayProcess gateway) throws Exception {
        try (Load load = well(gateway, Duration.ZERO)) {
            Eventually.await(PATIENCE, "warm", () -> load.succeeded() > CALIBRATION / 2);
            int before = load.succeeded();
            long begun = System.nanoTime();
            Eventually.await(PATIENCE, "full load", () -> load.succeeded() > CALIBRATION);
            double rate = (load.succeeded() - before) / seconds(begun);
            assertThat(load.failures()).isEmpty();
            System.out.printf("%.0f requests/s at full load%n", rate);
            return rate;
        }
    }

    private static Load well(GatewayProcess gateway, Duration period) {
        return Load.through(
                () -> RawHttpClient.connect(gateway.port()), (client, _) -> client.get("/headers"), CLIENTS, period);
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /// Lasts as many pushes as the length has seconds.
    ///
    /// @param wanted requests per second of all who behave, who do not wait for each other
    /// @return how many were answered per second
    private double load(Mesh mesh, GatewayProcess gateway, double wanted, Duration length) throws Exception {
        Duration period = Duration.ofNanos((long) (CLIENTS / wanted * 1e9));
        long begun = System.nanoTime();
        try (var changes = Executors.newSingleThreadScheduledExecutor();
                Load load = well(gateway, period);
                RudePeers rude = RudePeers.start(RUDE, gateway.port(), "/big", Seeds.random("rude peers"))) {
            int last = pushes.get() + (int) length.toSeconds();
            changes.scheduleAtFixedRate(() -> push(mesh), 1, 1, TimeUnit.SECONDS);
            Eventually.await(length.plus(PATIENCE), "a push for each second", () -> pushes.get() >= last);
            changes.shutdown();
            double held = load.succeeded() / seconds(begun);
            rude.close();
            load.close();
            assertThat(load.failures()).isEmpty();
            return held;
        }
    }

    private void push(Mesh mesh) {
        int weight = 1 + pushes.get() % 99;
        mesh.applyWithoutWaiting(Yaml.split(weight, 100 - weight));
        pushes.incrementAndGet();
    }

    private static Levels levels(GatewayProcess gateway, List<MeshWorkload> workloads) throws Exception {
        Eventually.await(
                PATIENCE,
                "nothing is under way",
                () -> gateway.metrics()
                                .containsAll(
                                        List.of("lateen_exchanges_active 0.0", "lateen_downstream_connections 0.0"))
                        && workloads.stream()
                                .allMatch(
                                        each -> each.sidecar().engine().stats().activeExchanges() == 0));
        List<String> metrics = gateway.metrics();
        long pooled = metrics.stream()
                .filter(line -> line.startsWith("lateen_upstream_connections_pooled "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
        for (MeshWorkload each : workloads) {
            pooled += each.sidecar().engine().stats().pooledUpstream();
        }
        Set<String> series = metrics.stream()
                .filter(line -> line.startsWith("istio_") && !line.contains("_bucket{"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
        long lines = metrics.stream().filter(line -> !line.startsWith("istio_")).count();
        return new Levels(heap(), direct(), descriptors(), series, lines, pooled);
    }

    private static long heap() {
        System.gc();
        System.gc(); // what the first one has freed for reference queues and cleaners
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long direct() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.it.Victim.Mode;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.Seeds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Six endpoints of two versions are killed, frozen, reset and slowed at random, two at a time, while clients ask:
/// nobody who asks idempotently notices, and no POST is delivered twice.
class ChaosIT {

    private static final String HOST = "api.example.com";
    private static final int MOST_BROKEN = 2;
    private static final Pattern ID = Pattern.compile("(?i)\r\nx-id: (\\S+)\r\n");

    private static final String RULES = """
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: api, annotations: {traffic.lateen.dev/retry-on: other-destination}}
            spec:
              hosts: [api.example.com]
              gateways: [gateway]
              http:
              - match: [{method: {exact: POST}}]
                timeout: 2s
                route:
                - {destination: {host: api.example.com, subset: v1}, weight: 50}
                - {destination: {host: api.example.com, subset: v2}, weight: 50}
              - retries: {attempts: 8, perTryTimeout: 1s, retryOn: '5xx,reset,connect-failure', backoff: 5ms}
                route:
                - {destination: {host: api.example.com, subset: v1}, weight: 50}
                - {destination: {host: api.example.com, subset: v2}, weight: 50}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: api}
            spec:
              host: api.example.com
              trafficPolicy:
                retryBudget: {percent: {value: 100}, minRetryConcurrency: 100}
                outlierDetection:
                  {consecutive5xxErrors: 3, interval: 0.2s, baseEjectionTime: 0.5s, maxEjectionPercent: 70}
              subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
            """;

    private final Map<String, AtomicInteger> posts = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    @Test
    void nobodyNoticesForTenSeconds() throws Exception {
        chaos(Duration.ofSeconds(10));
    }

    @Test
    @Tag("long")
    void nobodyNoticesForAMinute() throws Exception {
        chaos(Duration.ofSeconds(60));
    }

    private void chaos(Duration time) throws Exception {
        var random = Seeds.random("chaos");
        var victims = new ArrayList<Victim>();
        for (int i = 0; i < 6; i++) {
            victims.add(new Victim("127.0.0." + (11 + i), this::delivered));
        }
        try (Mesh mesh = Mesh.start(2)) {
            mesh.apply(Yaml.gateway("default/gateway", "*") + entry(victims) + RULES);
            var clients = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                Runnable client = i < 6 ? () -> get(mesh.gatewayPort()) : () -> post(mesh.gatewayPort());
                clients.add(Thread.ofVirtual().name("client-" + i).start(client));
            }
            breakThings(victims, random, time);
            var served = victims.stream().map(Victim::served).toList();
            Eventually.await("every endpoint serves again", () -> everyoneHasServed(victims, served));
            stopping = true;
            for (var client : clients) {
                client.join();
            }
            verify(mesh);
        } finally {
            stopping = true;
            victims.forEach(Victim::close);
        }
    }

    private void verify(Mesh mesh) {
        var stats = mesh.gateway().engine().stats();
        System.out.println("chaos: " + asked + " GETs, " + failures.size() + " failed, " + posts.size()
                + " POSTs delivered, " + stats.retries() + " retries");
        assertThat(failures.size() * 10_000L)
                .as("failures of %s GETs: %s", asked, failures)
                .isLessThanOrEqualTo(asked.get());
        assertThat(asked.get()).isGreaterThan(100);
        assertThat(posts).hasSizeGreaterThan(10);
        assertThat(posts.entrySet().stream().filter(each -> each.getValue().get() > 1))
                .as("delivered twice")
                .isEmpty();
        assertThat(stats.retries()).isPositive();
    }

    private static boolean everyoneHasServed(List<Victim> victims, List<Integer> before) {
        for (int i = 0; i < victims.size(); i++) {
            if (victims.get(i).served() <= before.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static String entry(List<Victim> victims) {
        var endpoints = new ArrayList<String>();
        for (int i = 0; i < victims.size(); i++) {
            var address = victims.get(i).address();
            endpoints.add("{address: %s, ports: {http: %d}, labels: {version: v%d}}"
                    .formatted(address.getAddress().getHostAddress(), address.getPort(), 1 + i % 2));
        }
        return Yaml.serviceEntry("api", HOST, String.join(", ", endpoints));
    }

    private static void breakThings(List<Victim> victims, RandomGenerator random, Duration time) {
        var bad = List.of(Mode.KILLED, Mode.FROZEN, Mode.RESETTING, Mode.SLOW);
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            var broken = victims.stream()
                    .filter(victim -> victim.mode() != Mode.WELL)
                    .collect(Collectors.toList());
            var victim = victims.get(random.nextInt(victims.size()));
            if (victim.mode() == Mode.WELL && broken.size() < MOST_BROKEN) {
                victim.become(bad.get(random.nextInt(bad.size())));
            } else if (!broken.isEmpty()) {
                broken.get(random.nextInt(broken.size())).become(Mode.WELL);
            }
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(50, 400)).toNanos());
        }
        victims.forEach(victim -> victim.become(Mode.WELL));
    }

    private void delivered(String head) {
        if (head.startsWith("POST")) {
            var id = ID.matcher(head);
            assertThat(id.find()).as(head).isTrue();
            posts.computeIfAbsent(id.group(1), _ -> new AtomicInteger()).incrementAndGet();
        }
    }

    private void get(int port) {
        while (!stopping) {
            try (var client = RawHttpClient.connect(port)) {
                while (!stopping) {
                    asked.incrementAndGet();
                    var response = client.get("/", "Host: " + HOST);
                    if (response.status() != 200) {
                        failures.add(response.status() + " " + response.bodyText());
                    }
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    /// Whatever becomes of it.
    private void post(int port) {
        var name = Thread.currentThread().getName();
        for (int i = 0; !stopping; i++) {
            try (var client = RawHttpClient.connect(port)) {
                for (; !stopping; i++) {
                    client.request("POST", "/", new byte[100], "Host: " + HOST, "x-id: " + name + "-" + i);
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }
}

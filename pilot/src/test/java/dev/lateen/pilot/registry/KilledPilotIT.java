package dev.lateen.pilot.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.pilot.PilotClient;
import dev.lateen.pilot.PilotClient.Answer;
import dev.lateen.pilot.PilotProcess;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` while eight writers create, change and delete, alone and as lists: what was answered is there afterwards,
/// what was not is there whole or not at all, and no revision is given out twice.
class KilledPilotIT {

    private static final int WRITERS = 8;
    private static final int NAMES = 10;
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final int ABSENT = 0;

    @TempDir
    Path home;

    private final RandomGenerator random = Seeds.random("KilledPilotIT");
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger stamps = new AtomicInteger(1_000);
    private final AtomicLong highest = new AtomicLong();
    private final Set<Long> nanos = new ConcurrentSkipListSet<>();

    @Test
    void noAnsweredWriteIsLost() throws Exception {
        killRepeatedly(2, 100);
    }

    @Test
    @Tag("long")
    void noAnsweredWriteOfAThousandIsLostFiveTimes() throws Exception {
        killRepeatedly(5, 1_000);
    }

    /// @param writes in each round; the kill comes in the second half of them
    private void killRepeatedly(int rounds, int writes) throws Exception {
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(i, Seeds.random("writer " + i, random.nextLong())));
        }
        for (int round = 0; round < rounds; round++) {
            try (PilotProcess pilot = PilotProcess.start(home)) {
                check(pilot.client(), writers);
                int killAt = answered.get() + writes / 2 + random.nextInt(writes / 2);
                List<Thread> threads = writers.stream()
                        .map(writer -> Thread.ofVirtual().start(() -> writer.writeTo(pilot.client())))
                        .toList();
                Eventually.await(Duration.ofMinutes(2), "enough is written", () -> answered.get() >= killAt);
                pilot.kill();
                Eventually.await("all noticed", () -> threads.stream().noneMatch(Thread::isAlive));
            }
        }
        try (PilotProcess pilot = PilotProcess.start(home)) {
            check(pilot.client(), writers);
        }
        assertNothingIsCorrupt();
        tellLatency();
    }

    private void check(PilotClient client, List<Writer> writers) {
        Map<String, Integer> found = new HashMap<>();
        for (JsonNode item : client.api("GET", SERVICES, null).body().path("items")) {
            found.put(
                    item.at("/metadata/name").asText(),
                    item.at("/spec/ports/0/port").asInt());
        }
        writers.forEach(writer -> writer.compare(found));
        assertThat(found).as("what nobody wrote").isEmpty();
        long revision =
                client.push("GET", "/v1/revision", null).body().path("revision").asLong();
        assertThat(revision).isGreaterThanOrEqualTo(highest.get());
        assertThat(client.push("GET", "/v1/warnings", null).body()).isEmpty();
    }

    private void assertNothingIsCorrupt() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("store"))) {
            assertThat(files.map(Path::toString).filter(name -> name.contains("corrupt")))
                    .isEmpty();
        }
    }

    private void tellLatency() {
        List<Long> sorted = List.copyOf(nanos);
        System.out.printf(
                "writes: %d answered, %d writers, p50 %.1f ms, p95 %.1f ms%n",
                answered.get(),
                WRITERS,
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 95 / 100) / 1e6);
    }

    /// Has names of its own, so that it knows what must be there. The names of `group` are only written together.
    private final class Writer {

        private final RandomGenerator random;
        private final List<String> names = new ArrayList<>();
        private final List<String> group;
        private final Map<String, Integer> sure = new HashMap<>();
        private final Map<String, Integer> maybe = new HashMap<>();

        Writer(int number, RandomGenerator random) {
            this.random = random;
            for (int i = 0; i < NAMES; i++) {
                names.add("w%d-%d".formatted(number, i));
            }
            group = List.of("g%d-a".formatted(number), "g%d-b".formatted(number), "g%d-c".formatted(number));
        }

        /// Until pilot is gone.
        void writeTo(PilotClient client) {
            try {
                while (true) {
                    if (random.nextInt(4) == 0) {
                        writeGroup(client);
                    } else {
                        writeOne(client, names.get(random.nextInt(names.size())));
                    }
                }
            } catch (AssertionError e) {
                if (!(e.getCause() instanceof IOException)) {
                    throw e;
                }
            }
        }

        private void writeOne(PilotClient client, String name) {
            boolean there = sure.getOrDefault(name, ABSENT) != ABSENT;
            int next = there && random.nextInt(3) == 0 ? ABSENT : stamps.incrementAndGet();
            String path = SERVICES + "/" + name;
            send(List.of(name), next, () -> {
                if (next == ABSENT) {
                    return client.api("DELETE", path, null);
                }
                return there
                        ? client.api("PUT", path, service(name, next))
                        : client.api("POST", SERVICES, service(name, next));
            });
        }

        private void writeGroup(PilotClient client) {
            int next = stamps.incrementAndGet();
            String items = String.join(
                    ",", group.stream().map(name -> service(name, next)).toList());
            String list = "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[%s]}".formatted(items);
            send(group, next, () -> client.api("POST", "/api/v1/lists", list));
        }

        private void send(List<String> written, int stamp, java.util.function.Supplier<Answer> request) {
            written.forEach(name -> maybe.put(name, stamp));
            long start = System.nanoTime();
            Answer answer = request.get();
            nanos.add(System.nanoTime() - start);
            assertThat(answer.code()).as(answer.raw().body()).isBetween(200, 299);
            written.forEach(name -> sure.put(name, stamp));
            maybe.clear();
            highest.accumulateAndGet(answer.revision(), Math::max);
            answered.incrementAndGet();
        }

        /// Takes its own out of `found`, and learns how unanswered writes ended.
        void compare(Map<String, Integer> found) {
            Set<Integer> ofGroup = new HashSet<>();
            group.forEach(name -> ofGroup.add(found.getOrDefault(name, ABSENT)));
            assertThat(ofGroup).as("a list is there whole or not at all").hasSize(1);
            for (String name : Stream.concat(names.stream(), group.stream()).toList()) {
                int is = found.getOrDefault(name, ABSENT);
                int must = sure.getOrDefault(name, ABSENT);
                assertThat(is).as(name).isIn(must, maybe.getOrDefault(name, must));
                sure.put(name, is);
                found.remove(name);
            }
            maybe.clear();
        }
    }

    private static String service(String name, int port) {
        return """
                {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s"},
                 "spec":{"selector":{"app":"%s"},"ports":[{"name":"http","port":%d}]}}
                """.formatted(name, name, port);
    }
}

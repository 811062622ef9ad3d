package dev.lateen.proxy.config;

import static dev.lateen.proxy.config.TestSnapshots.delta;
import static dev.lateen.proxy.config.TestSnapshots.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.SnapshotRejected;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.snapshot.push.Secret;
import dev.lateen.snapshot.push.SecretsEvent;
import dev.lateen.snapshot.push.SnapshotEvent;
import dev.lateen.snapshot.push.SnapshotJson;
import dev.lateen.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigClientIT {

    private static final ProxyNode NODE = new ProxyNode(
            ProxyNode.Role.SIDECAR, "default", "httpbin-v1", Map.of("app", "httpbin"), List.of(), 15001, Map.of());
    private static final ConfigClientTimes TIMES = new ConfigClientTimes(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            1 << 20);
    private static final String FORBIDDEN = "forbidden";

    @TempDir
    private Path folder;

    private Path file;
    private ScriptedPilot pilot;
    private ConfigClient client;
    private final List<Snapshot> applied = new CopyOnWriteArrayList<>();
    private final List<Secret> taken = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("state/snapshot.json");
        pilot = new ScriptedPilot();
        client = client(pilot.uri(), TIMES);
    }

    @AfterEach
    void stop() {
        client.close();
        pilot.close();
    }

    private ConfigClient client(URI uri, ConfigClientTimes times) {
        return ConfigClient.withTimes(
                new PilotAddress(uri, folder.resolve("token")), NODE, new SnapshotStore(target(), file, null), times);
    }

    private SnapshotTarget target() {
        return new SnapshotTarget() {
            @Override
            public void apply(Snapshot snapshot) throws SnapshotRejected {
                ConfigClientIT.this.apply(snapshot);
            }

            @Override
            public List<String> update(List<Secret> secrets) {
                taken.addAll(secrets);
                return secrets.stream()
                        .filter(secret -> secret.name().equals(FORBIDDEN))
                        .map(secret -> "secret " + secret.name() + " is broken")
                        .toList();
            }
        };
    }

    private void apply(Snapshot snapshot) throws SnapshotRejected {
        if (snapshot.clusters().stream().anyMatch(cluster -> cluster.name().equals(FORBIDDEN))) {
            throw new SnapshotRejected("cluster: forbidden (expected: another name)");
        }
        applied.add(snapshot);
    }

    private void awaitStartFromDisk() {
        Eventually.await("start from the disk", () -> client.status().source().equals("disk"));
    }

    private void awaitKept(SnapshotEvent event) {
        Eventually.await(
                "snapshot on the disk",
                () -> new LastGoodSnapshot(file).read().filter(event::equals).isPresent());
    }

    @Test
    void aSnapshotIsAppliedAcknowledgedAndKept() throws Exception {
        // Given
        var first = event("7", "a", "b");
        client.start();

        // When
        var stream = pilot.stream().snapshot(first);

        // Then
        assertThat(pilot.ack()).isEqualTo(new Ack("httpbin-v1.default", first.id(), true, null));
        assertThat(applied).containsExactly(first.snapshot());
        assertThat(client.status().revision()).isEqualTo("7");
        assertThat(client.status().source()).isEqualTo("pilot");
        assertThat(client.status().connected()).isTrue();
        assertThat(stream.query())
                .isEqualTo("role=sidecar&namespace=default&name=httpbin-v1&labels=app%3Dhttpbin&outbound=15001");
        assertThat(stream.lastEventId()).isNull();
        awaitKept(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
        assertThat(file.getParent()).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void aStreamInGzipIsFollowedEventByEvent() throws Exception {
        pilot.gzip = true;
        var first = event("7", "a", "b");
        var second = event("8", "a", "c");
        client.start();

        var stream = pilot.stream().snapshot(first);
        assertThat(pilot.ack().id()).isEqualTo(first.id());
        stream.raw(":\n\n").delta(delta(first, second));
        assertThat(pilot.ack().id()).isEqualTo(second.id());
        stream.end();

        assertThat(pilot.stream().lastEventId()).isEqualTo(second.id());
        assertThat(applied).containsExactly(first.snapshot(), second.snapshot());
    }

    @Test
    void secretsAreTakenAcknowledgedAndKeptInMemoryOnly() throws Exception {
        // Given
        Files.writeString(folder.resolve("token"), "a-token\n");
        var good = new Secret("kubernetes://istio-system/a", "crt", "top-secret-key", null, null);
        var bad = new Secret(FORBIDDEN, null, null, "ca", null);
        client.start();
        var stream = pilot.stream();
        assertThat(stream.authorization()).isEqualTo("Bearer a-token");

        // When
        stream.raw(secrets(new SecretsEvent("s-1", "1", List.of(good))));

        // Then
        assertThat(pilot.ack()).isEqualTo(new Ack("httpbin-v1.default", "s-1", true, null));
        assertThat(taken).containsExactly(good);

        // When
        stream.raw(secrets(new SecretsEvent("s-2", "2", List.of(good, bad))));

        // Then
        assertThat(pilot.ack())
                .isEqualTo(new Ack("httpbin-v1.default", "s-2", false, "secret " + FORBIDDEN + " is broken"));

        // When
        var snapshot = event("3", "a");
        stream.snapshot(snapshot);

        // Then
        pilot.ack();
        awaitKept(snapshot);
        assertThat(Files.readString(file)).doesNotContain("top-secret-key");
        assertThat(taken.toString() + client.status()).doesNotContain("top-secret-key");
    }

    private static String secrets(SecretsEvent event) {
        return "event: secrets\ndata: " + SnapshotJson.write(event) + "\n\n";
    }

    @Test
    void aDeltaLeadsToTheSameSnapshot() throws Exception {
        // Given
        var first = event("1", "a", "b");
        var second = event("2", "b", "c");
        client.start();
        var stream = pilot.stream().snapshot(first);
        pilot.ack();

        // When
        stream.delta(delta(first, second));

        // Then
        assertThat(pilot.ack()).isEqualTo(new Ack("httpbin-v1.default", second.id(), true, null));
        assertThat(applied.getLast()).isEqualTo(second.snapshot());
        awaitKept(second);
    }

    @Test
    void aReconnectResumesFromTheSnapshotInForce() throws Exception {
        // Given
        var first = event("1", "a");
        client.start();
        var stream = pilot.stream().snapshot(first);
        pilot.ack();

        // When
        stream.end();
        var resumed = pilot.stream();

        // Then
        assertThat(resumed.lastEventId()).isEqualTo(first.id());
        resumed.delta(delta(first, event("2", "a", "b")));
        assertThat(pilot.ack().accepted()).isTrue();
        assertThat(client.status().reconnects()).isEqualTo(1);
    }

    @Test
    void aDeltaOnAnBaseUnknownAsksForAFullSnapshot() throws Exception {
        // Given
        var first = event("1", "a");
        client.start();
        var stream = pilot.stream().snapshot(first);
        pilot.ack();

        // When
        stream.delta(delta(event("x", "z"), event("2", "a", "z")));
        var anew = pilot.stream();

        // Then
        assertThat(anew.lastEventId()).isNull();
        var full = event("3", "q");
        anew.snapshot(full);
        assertThat(pilot.ack().id()).isEqualTo(full.id());
        assertThat(applied).hasSize(2);
    }

    @Test
    void aCorruptDeltaIsRejectedAndAFullSnapshotAskedFor() throws Exception {
        // Given
        var first = event("1", "a");
        client.start();
        var stream = pilot.stream().snapshot(first);
        pilot.ack();
        var good = delta(first, event("2", "a", "b"));
        var other = event("", "other").snapshot();
        var corrupt = Content.claimed(new SnapshotEvent(first.id(), "1", Snapshot.EMPTY))
                .delta(Content.claimed(new SnapshotEvent(good.id(), "2", other)), "2");

        // When
        stream.delta(corrupt);

        // Then
        var ack = pilot.ack();
        assertThat(ack.accepted()).isFalse();
        assertThat(ack.id()).isEqualTo(good.id());
        assertThat(ack.error()).contains("(expected: " + good.id() + ")");
        assertThat(pilot.stream().lastEventId()).isNull();
        assertThat(applied).hasSize(1);
    }

    @Test
    void aSnapshotWithAnotherContentThanItsIdServesButIsNotKept() throws Exception {
        // Given
        var first = event("1", "a");
        client.start();
        var stream = pilot.stream().snapshot(first);
        pilot.ack();
        awaitKept(first);

        // When
        var event = new SnapshotEvent("0123456789abcdef", "2", event("2", "b").snapshot());
        stream.snapshot(event);

        // Then
        assertThat(pilot.ack()).isEqualTo(new Ack("httpbin-v1.default", "0123456789abcdef", true, null));
        assertThat(applied).containsExactly(first.snapshot(), event.snapshot());
        // And the first delta on it asks for all
        var believed = new SnapshotEvent(event.id(), "2", first.snapshot());
        stream.delta(Content.claimed(believed).delta(Content.claimed(first), "3"));
        assertThat(pilot.ack().accepted()).isFalse();
        assertThat(pilot.stream().lastEventId()).isNull();
        client.close();
        awaitKept(first);
    }

    @Test
    void aSnapshotThatIsNotOnTheDiskYetIsThereAfterTheEnd() throws Exception {
        // Given
        var first = event("1", "a");
        client.start();
        pilot.stream().snapshot(first);
        pilot.ack();

        // When
        client.close();

        // Then
        assertThat(new LastGoodSnapshot(file).read()).contains(first);
    }

    @Test
    void aRejectedSnapshotLeavesTheOneBeforeInForce() throws Exception {
        // Given
        var first = event("1", "a");
        var bad = event("2", FORBIDDEN);
        client.start();
        var stream = pilot.stream().snapshot(first);
        pilot.ack();

        // When
        stream.delta(delta(first, bad));

        // Then
        assertThat(pilot.ack())
                .isEqualTo(
                        new Ack("httpbin-v1.default", bad.id(), false, "cluster: forbidden (expected: another name)"));
        assertThat(client.status().id()).isEqualTo(first.id());
        assertThat(client.status().rejected()).isEqualTo(1);
        awaitKept(first);
        stream.delta(delta(first, event("3", "a", "c")));
        assertThat(pilot.ack().accepted()).isTrue();
    }

    @Test
    void garbageInsteadOfJsonIsRejected() throws Exception {
        // Given
        client.start();

        // When
        pilot.stream().raw("event: snapshot\nid: abc\ndata: {\"id\":\n\n");

        // Then
        var ack = pilot.ack();
        assertThat(ack.accepted()).isFalse();
        assertThat(ack.id()).isEqualTo("abc");
    }

    @Test
    void eventsOfUnknownTypesAndCommentsAreIgnored() throws Exception {
        // Given
        var first = event("1", "a");
        client.start();

        // When
        pilot.stream().raw(": hello\n\nevent: ask\ndata: {}\n\nretry: 5\n\n").snapshot(first);

        // Then
        assertThat(pilot.ack().id()).isEqualTo(first.id());
    }

    @Test
    void anEventBeyondTheLimitEndsTheStream() throws Exception {
        // Given
        client.start();
        var stream = pilot.stream();

        // When
        try {
            stream.raw("event: snapshot\ndata: " + "x".repeat(1 << 20) + "\n\n");
        } catch (IOException _) {
            // the client need not read it to its end
        }

        // Then
        pilot.stream();
        assertThat(client.status().error()).contains("event of more than 1048576 bytes");
        assertThat(applied).isEmpty();
    }

    @Test
    void aSilentStreamIsReplaced() throws Exception {
        // Given
        client.close();
        client = client(pilot.uri(), TIMES.withSilence(Duration.ofMillis(200)));
        client.start();

        // When
        pilot.stream();

        // Then
        pilot.stream();
        assertThat(client.status().error()).contains("no byte for");
    }

    @Test
    void anAcknowledgementThatFailsEndsTheStream() throws Exception {
        // Given
        pilot.ackStatus = 500;
        client.start();
        var first = event("1", "a");

        // When
        pilot.stream().snapshot(first);
        pilot.ack();

        // Then
        assertThat(pilot.stream().lastEventId()).isEqualTo(first.id());
    }

    @Test
    void withoutPilotTheLastGoodSnapshotServesAndIsResumedFrom() throws Exception {
        // Given
        var first = event("41", "a");
        Files.createDirectories(file.getParent());
        Files.writeString(file, SnapshotJson.write(first));
        int port = pilot.port();
        pilot.close();

        // When
        client.start();

        // Then
        awaitStartFromDisk();
        assertThat(client.status().revision()).isEqualTo("41");
        pilot = new ScriptedPilot(port);
        assertThat(pilot.stream().lastEventId()).isEqualTo(first.id());
    }

    @Test
    void aPilotThatAcceptsButSaysNothingIsNotWaitedForLong() throws Exception {
        // Given
        client.close();
        var grace = new ConfigClientTimes(
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMillis(100),
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                1 << 20);
        Files.createDirectories(file.getParent());
        Files.writeString(file, SnapshotJson.write(event("41", "a")));
        client = client(pilot.uri(), grace);

        // When
        client.start();

        // Then
        awaitStartFromDisk();
        var second = event("42", "b");
        pilot.stream().snapshot(second);
        assertThat(pilot.ack().id()).isEqualTo(second.id());
    }

    @Test
    void aCorruptFileIsPutAside() throws Exception {
        // Given
        var first = event("41", "a");
        Files.createDirectories(file.getParent());
        var damaged = SnapshotJson.write(first).replace("\"a\"", "\"b\"");
        Files.writeString(file, damaged);
        pilot.streamStatus = 503;

        // When
        client.start();

        // Then
        var aside = file.resolveSibling("snapshot.json.corrupt");
        Eventually.await("file put aside", () -> Files.exists(aside));
        assertThat(Files.readString(aside)).isEqualTo(damaged);
        assertThat(file).doesNotExist();
        assertThat(applied).isEmpty();
        pilot.streamStatus = 200;
        pilot.stream().snapshot(first);
        assertThat(pilot.ack().accepted()).isTrue();
        awaitKept(first);
    }

    @Test
    void anErrorFromPilotIsShown() {
        // Given
        pilot.streamStatus = 400;

        // When
        client.start();

        // Then
        Eventually.await("error", () -> client.status().error().contains("status 400 (expected: 200)"));
    }

    @Test
    void closingEndsAWaitingRead() throws Exception {
        // Given
        client.start();
        pilot.stream();

        // When
        client.close();

        // Then
        Eventually.await(
                "end of the reader",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("config-client")));
    }
}

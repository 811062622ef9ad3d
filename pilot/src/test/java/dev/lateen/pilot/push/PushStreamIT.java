package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.push.StreamReader.Event;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.Content;
import dev.lateen.testkit.Eventually;
import org.junit.jupiter.api.Test;

class PushStreamIT extends FreshPilot {

    private static final String PROXY = "caller.default";
    private static final String WAIT = "10s";

    @Test
    void theFirstEventIsAWholeSnapshotWhoseIdIsItsHash() {
        // Given
        long revision = client.applyService("a", 8000);
        client.revision(revision, WAIT);

        // When
        try (var stream = StreamReader.open(pilot)) {
            Event event = stream.next();

            // Then
            assertThat(event.type()).isEqualTo("snapshot");
            assertThat(event.id()).isEqualTo(event.snapshot().id());
            assertThat(Content.of(event.snapshot().snapshot()).id()).isEqualTo(event.id());
            assertThat(clusters(event.snapshot().snapshot())).contains("outbound|8000||a.default.svc.cluster.local");
        }
    }

    @Test
    void aStreamInGzipSaysTheSame() {
        client.applyService("a", 8000);
        Event first;
        try (var packed = StreamReader.compressed(pilot, null)) {
            first = acknowledged(packed);
            try (var plain = StreamReader.open(pilot, StreamReader.SIDECAR.replace("caller&", "other&"), null)) {
                assertThat(first.snapshot().snapshot())
                        .isEqualTo(plain.next().snapshot().snapshot());
            }
            client.applyService("b", 8000);
            Event second = packed.next();
            assertThat(second.type()).isEqualTo("delta");
            client.ack(PROXY, second.id());
            first = second;
        }
        client.applyService("c", 8000);
        try (var resumed = StreamReader.compressed(pilot, first.id())) {
            assertThat(resumed.next().delta().base()).isEqualTo(first.id());
        }
    }

    @Test
    void aChangeArrivesAsADeltaToWhatTheProxyHas() {
        try (var stream = StreamReader.open(pilot)) {
            // Given
            Event first = acknowledged(stream);

            // When
            client.applyService("b", 8000);
            Event second = stream.next();

            // Then
            assertThat(second.type()).isEqualTo("delta");
            assertThat(second.delta().base()).isEqualTo(first.id());
            Snapshot next =
                    Content.claimed(first.snapshot()).apply(second.delta()).snapshot();
            assertThat(clusters(next)).contains("outbound|8000||b.default.svc.cluster.local");
        }
    }

    @Test
    void aProxyThatHasTheContentAlreadyGetsOnlyWhatComesAfter() {
        // Given
        String held;
        try (var stream = StreamReader.open(pilot)) {
            held = acknowledged(stream).id();
        }

        // When
        try (var resumed = StreamReader.open(pilot, StreamReader.SIDECAR, held)) {
            long revision = client.push("GET", "/v1/revision", null)
                    .body()
                    .path("revision")
                    .asLong();
            assertThat(client.revision(revision, WAIT).pending()).isEmpty();
            client.applyService("b", 8000);

            // Then
            Event event = resumed.next();
            assertThat(event.type()).isEqualTo("delta");
            assertThat(event.delta().base()).isEqualTo(held);
        }
    }

    @Test
    void aProxyThatWasAwayResumesWithADelta() {
        // Given
        String held;
        try (var stream = StreamReader.open(pilot)) {
            held = acknowledged(stream).id();
        }
        client.revision(client.applyService("b", 8000), WAIT);

        // When
        try (var resumed = StreamReader.open(pilot, StreamReader.SIDECAR, held)) {

            // Then
            Event event = resumed.next();
            assertThat(event.type()).isEqualTo("delta");
            assertThat(event.delta().base()).isEqualTo(held);
        }
    }

    @Test
    void anBaseUnknownGetsAWholeSnapshot() {
        try (var stream = StreamReader.open(pilot, StreamReader.SIDECAR, "feedfacefeedface")) {
            assertThat(stream.next().type()).isEqualTo("snapshot");
        }
    }

    @Test
    void oneEventIsInFlightAndTheLatestStateFollowsIt() {
        try (var stream = StreamReader.open(pilot)) {
            // Given an event that is not acknowledged while three changes come
            Event first = stream.next();
            client.applyService("a", 8000);
            client.applyService("b", 8000);
            long last = client.applyService("c", 8000);
            Eventually.await(
                    "the last change waits",
                    () -> client.revision(last, "0s")
                            .pending()
                            .getFirst()
                            .reason()
                            .contains("not acknowledged"));
            assertThat(stream.nextIfAny()).isNull();

            // When
            assertThat(client.ack(PROXY, first.id())).isEqualTo(204);
            Event second = stream.next();

            // Then
            assertThat(second.delta().revision()).isEqualTo(Long.toString(last));
            Snapshot next =
                    Content.claimed(first.snapshot()).apply(second.delta()).snapshot();
            assertThat(clusters(next))
                    .contains(
                            "outbound|8000||a.default.svc.cluster.local",
                            "outbound|8000||b.default.svc.cluster.local",
                            "outbound|8000||c.default.svc.cluster.local");
            assertThat(client.ack(PROXY, second.id())).isEqualTo(204);
            assertThat(client.revision(last, WAIT).pending()).isEmpty();
            assertThat(stream.nextIfAny()).isNull();
        }
    }

    @Test
    void equalContentIsNotSentAgainButCountsAsAcknowledged() {
        try (var stream = StreamReader.open(pilot)) {
            // Given
            String id = acknowledged(stream).id();

            // When a change does not concern the proxy
            long revision = client.apply(
                            "/api/v1/namespaces/quiet", "{apiVersion: v1, kind: Namespace, metadata: {name: quiet}}")
                    .revision();

            // Then
            var status = client.revision(revision, WAIT);
            assertThat(status.acked()).isEqualTo(1);
            assertThat(status.pending()).isEmpty();
            assertThat(stream.nextIfAny()).isNull();
            assertThat(client.proxy(PROXY).path("ackedId").asText()).isEqualTo(id);
            assertThat(client.proxy(PROXY).path("ackedRevision").asLong()).isEqualTo(revision);
        }
    }

    @Test
    void aRejectedSnapshotIsShownWithTheReasonAndNotSentAgainUntilItChanges() {
        try (var stream = StreamReader.open(pilot)) {
            // Given
            Event first = acknowledged(stream);
            long revision = client.applyService("bad", 8000);
            Event second = stream.next();

            // When
            assertThat(client.reject(PROXY, second.id(), "port 15001 is in use"))
                    .isEqualTo(204);

            // Then
            var pending = client.revision(revision, "50ms").pending();
            assertThat(pending).singleElement().satisfies(one -> {
                assertThat(one.proxy()).isEqualTo(PROXY);
                assertThat(one.reason()).isEqualTo("rejected: port 15001 is in use");
            });
            assertThat(client.proxy(PROXY).path("error").asText()).isEqualTo("port 15001 is in use");
            assertThat(client.proxy(PROXY).path("id").asText()).isEqualTo(second.id());
            assertThat(client.proxy(PROXY).path("ackedId").asText()).isEqualTo(first.id());

            // When the content changes
            client.applyService("good", 8000);

            // Then the next event builds on what the proxy kept
            Event third = stream.next();
            assertThat(third.id()).isNotEqualTo(second.id());
            assertThat(third.delta().base()).isEqualTo(first.id());
            client.ack(PROXY, third.id());
            assertThat(client.proxy(PROXY).has("error")).isFalse();
        }
    }

    @Test
    void goingBackToWhatTheProxyKeptEndsARejection() {
        try (var stream = StreamReader.open(pilot)) {
            // Given
            acknowledged(stream);
            client.applyService("bad", 8000);
            client.reject(PROXY, stream.next().id(), "no");

            // When
            long revision = client.api("DELETE", "/api/v1/namespaces/default/services/bad", null)
                    .revision();

            // Then
            assertThat(client.revision(revision, WAIT).pending()).isEmpty();
            assertThat(stream.nextIfAny()).isNull();
        }
    }

    @Test
    void theNewestStreamOfANameReplacesTheOlderOne() {
        try (var older = StreamReader.open(pilot)) {
            older.next();
            try (var newer = StreamReader.open(pilot)) {
                newer.next();
                older.awaitEnd();
                assertThat(client.proxy(PROXY).path("connected").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void aProxyThatLeavesIsShownAsDisconnectedAndNotWaitedFor() {
        // Given
        try (var stream = StreamReader.open(pilot)) {
            acknowledged(stream);
        }

        // When
        Eventually.await(
                "disconnected", () -> !client.proxy(PROXY).path("connected").asBoolean());
        var status = client.revision(client.applyService("a", 8000), WAIT);

        // Then
        assertThat(status.proxies()).isZero();
        assertThat(status.pending()).isEmpty();
    }

    @Test
    void configShowsWhatAProxyRunsOn() {
        try (var stream = StreamReader.open(pilot)) {
            Event event = acknowledged(stream);
            var answer = client.push("GET", "/v1/proxies/" + PROXY + "/config", null);
            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.body().path("id").asText()).isEqualTo(event.id());
            assertThat(client.push("GET", "/v1/proxies/caller/config", null).code())
                    .isEqualTo(200);
        }
        assertThat(client.push("GET", "/v1/proxies/nobody.default/config", null).code())
                .isEqualTo(404);
    }

    @Test
    void requestsThatMakeNoSenseAreRefusedInWords() {
        try (var stream = StreamReader.open(pilot, "role=router&namespace=default&name=x", null)) {
            assertThat(stream.code()).isEqualTo(400);
        }
        assertThat(client.ack("nobody.default", "1234")).isEqualTo(404);
        assertThat(client.push("POST", "/v1/config/ack", "{\"proxy\":").code()).isEqualTo(400);
        assertThat(client.push("GET", "/v1/nothing", null).code()).isEqualTo(404);
        try (var stream = StreamReader.open(pilot)) {
            String id = acknowledged(stream).id();
            assertThat(client.ack(PROXY, "not-" + id)).isEqualTo(409);
            assertThat(client.ack(PROXY, id)).as("said twice").isEqualTo(204);
        }
    }

    private Event acknowledged(StreamReader stream) {
        Event event = stream.next();
        assertThat(client.ack(PROXY, event.id())).isEqualTo(204);
        return event;
    }

    private static java.util.List<String> clusters(Snapshot snapshot) {
        return snapshot.clusters().stream().map(cluster -> cluster.name()).toList();
    }
}

package dev.lateen.snapshot.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.route.Decision;
import dev.lateen.snapshot.route.RequestHeads;
import dev.lateen.snapshot.route.RouteTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotJsonTest {

    @Test
    void snapshotComesBackEqual() {
        // Given
        var event = new SnapshotEvent("id", "42", Snapshots.full());

        // When
        var json = SnapshotJson.write(event);

        // Then
        assertThat(SnapshotJson.read(json, SnapshotEvent.class)).isEqualTo(event);
        assertThat(json)
                .doesNotContain("\n")
                .doesNotContain("null")
                .doesNotContain("[]")
                .doesNotContain("{}");
    }

    @Test
    void defaultsAreNotWrittenButEmptyStringsAre() {
        assertThat(SnapshotJson.write(Snapshot.EMPTY)).isEqualTo("{}");
        assertThat(SnapshotJson.read("{}", Snapshot.class)).isEqualTo(Snapshot.EMPTY);
        assertThat(SnapshotJson.write(new RouteConfig("", 0, List.of()))).isEqualTo("{\"name\":\"\"}");
        assertThat(SnapshotJson.write(Snapshots.cluster("a", 9001)))
                .isEqualTo("{\"name\":\"a\",\"service\":{\"host\":\"httpbin.default.svc.cluster.local\","
                        + "\"name\":\"httpbin\",\"namespace\":\"default\"},\"port\":8000,"
                        + "\"loadBalancing\":\"ROUND_ROBIN\",\"connectTimeoutMillis\":10000,"
                        + "\"idleTimeoutMillis\":3600000,\"endpoints\":[{\"address\":\"127.0.0.1\",\"port\":9001,"
                        + "\"weight\":1,\"meshPeer\":true,\"workload\":{\"workload\":\"httpbin-v1\","
                        + "\"namespace\":\"default\",\"app\":\"httpbin\",\"version\":\"v1\","
                        + "\"canonicalService\":\"httpbin\",\"canonicalRevision\":\"v1\",\"cluster\":\"Kubernetes\"}},"
                        + "{\"address\":\"::1\",\"port\":9001,\"weight\":2}]}");
    }

    @Test
    void otherMessagesComeBackEqual() {
        var node = new ProxyNode(
                ProxyNode.Role.SIDECAR,
                "default",
                "httpbin-v1",
                Map.of("b", "2", "a", ""),
                List.of(new ProxyNode.InboundPort(8000, 40001, 9001)),
                15001,
                Map.of(80, 18080));
        var status = new ProxyStatus(
                node.id(), node.role(), "default", "n", false, null, null, "a", "1", null, "2026-01-01T00:00:00Z");
        var revision = new RevisionStatus(
                "42",
                3,
                0,
                0,
                List.of(new RevisionStatus.Pending("a.b", "not connected")),
                List.of(new RevisionStatus.Held("VirtualService a/b", "spec", "waits")));
        for (var message : List.of(node, status, revision, new Ack("a.b", "id", false, "no"))) {
            assertThat(SnapshotJson.read(SnapshotJson.write(message), message.getClass()))
                    .isEqualTo(message);
        }
        assertThat(SnapshotJson.write(status)).contains("\"role\":\"sidecar\"").contains("\"connected\":false");
        assertThat(SnapshotJson.write(new RevisionStatus("7", 0, 0, 0, List.of(), List.of())))
                .isEqualTo("{\"revision\":\"7\",\"proxies\":0,\"acked\":0,\"millis\":0,\"pending\":[]}");
        assertThat(SnapshotJson.write(node)).contains("\"labels\":{\"a\":\"\",\"b\":\"2\"}");
    }

    @Test
    void decisionIsJsonAsWell() {
        var table = RouteTable.of(Snapshots.routeConfig("http.8080", 90));
        var head = RequestHeads.of("GET", "http://a:80/x?q=v2", List.of(Map.entry("x-a", ""), Map.entry("x-b", "c")));
        var decision = table.explain(head);
        assertThat(SnapshotJson.read(SnapshotJson.write(decision), Decision.class))
                .isEqualTo(decision);
        assertThat(SnapshotJson.write(decision)).contains("\"type\":\"forwarded\"");
    }

    @Test
    void badJsonIsRejectedWithItsPlace() {
        assertThatThrownBy(() -> SnapshotJson.read("{\"port\":1}", Snapshot.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JSON of Snapshot")
                .hasMessageContaining("\"port\"");
        assertThatThrownBy(() -> SnapshotJson.read("{", Snapshot.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SnapshotJson.read("{} {}", Snapshot.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SnapshotJson.read("null", Snapshot.class)).hasMessageContaining("expected: an object");
        assertThatThrownBy(() -> SnapshotJson.read("{\"listeners\":[{\"kind\":\"NO\"}]}", Snapshot.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NO");
    }
}

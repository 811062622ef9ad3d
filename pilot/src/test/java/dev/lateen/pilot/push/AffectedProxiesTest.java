package dev.lateen.pilot.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.compiler.PushChannel;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.MeshView;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.ProxyNodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AffectedProxiesTest {

    private static final Subscriber SIDECAR =
            new Subscriber(ProxyNodes.fromQuery(StreamReader.SIDECAR), PushChannel.AUTHENTICATED, Set.of());

    private final AffectedProxies affected = new AffectedProxies(new Uncounted(), new SnapshotCache());

    /// Nobody looks at the counters.
    private record Uncounted() implements PushTelemetry {

        @Override
        public void compiled(Duration duration) {}

        @Override
        public void pushed(EventType type) {}

        @Override
        public void rejected() {}

        @Override
        public void acknowledged(Duration sinceChange) {}
    }

    @Test
    void whoLoadsAHostBeforeItsTurnHasNotReachedTheRevision() {
        // Given
        affected.advance(view(1, Map.of("web", 1L)));
        affected.compile(SIDECAR, Content.EMPTY);

        // When
        affected.advance(view(2, Map.of("web", 1L, "other", 2L)));
        var loaded = affected.load(SIDECAR, Set.of("web.example.com"), Content.EMPTY);

        // Then
        assertThat(loaded.revision()).isEqualTo(1);
        assertThat(warned()).containsExactly("web");

        // And its turn brings the same content, with what there is to be said of it
        var turn = affected.compile(SIDECAR.using(Set.of("web.example.com")), Content.EMPTY);
        assertThat(turn.revision()).isEqualTo(2);
        assertThat(turn.content()).isEqualTo(loaded.content());
        assertThat(warned()).containsExactly("other", "web");
    }

    @Test
    void whatWasSaidOfAVersionIsNotSaidOfTheNext() {
        // Given
        affected.advance(view(1, Map.of("web", 1L, "other", 1L)));
        affected.compile(SIDECAR, Content.EMPTY);

        // When one of them changes, and no proxy has been compiled for yet
        affected.advance(view(2, Map.of("web", 2L, "other", 1L)));

        // Then
        assertThat(warned()).containsExactly("other");
        affected.compile(SIDECAR, Content.EMPTY);
        assertThat(warned()).containsExactly("other", "web");
    }

    private List<String> warned() {
        return affected.warnings().stream()
                .map(warning -> String.valueOf(warning.resource()))
                .map(resource -> resource.substring(resource.lastIndexOf('/') + 1))
                .distinct()
                .sorted()
                .toList();
    }

    /// VirtualServices that go to hosts that there are not, with the revision of each one's last change.
    private static MeshView view(long revision, Map<String, Long> services) {
        Map<ResourceKey, Entry> entries = new HashMap<>();
        services.forEach((name, changed) -> {
            Resource<?> resource = virtualService(name);
            entries.put(resource.key(), new Entry(resource, "test", changed, 1, null, 0));
        });
        return new MeshView(revision, entries, List.of());
    }

    private static Resource<?> virtualService(String name) {
        String text = """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s}
                spec:
                  hosts: [%s.example.com]
                  http:
                  - route: [{destination: {host: no-%s}}]
                """.formatted(name, name, name);
        return ResourceReader.read("test.yaml", text, "default").resources().getFirst();
    }
}

package dev.lateen.pilot.push;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.Compilation;
import dev.lateen.compiler.Compiler;
import dev.lateen.compiler.CredentialUse;
import dev.lateen.compiler.MeshState;
import dev.lateen.compiler.Warming;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.MeshView;
import dev.lateen.snapshot.OnDemand;
import dev.lateen.snapshot.push.Content;
import dev.lateen.snapshot.push.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What a revision means for each proxy. Every connected proxy is compiled for; the content hash tells which are
/// affected, and the others count as up to date without hearing of it. Confined to the push loop.
final class AffectedProxies {

    private static final Logger LOGGER = Logger.getLogger(AffectedProxies.class);

    private final PushTelemetry telemetry;
    private final SnapshotCache cache;
    private final Map<String, Notes> notes = new TreeMap<>();
    private MeshState state = MeshState.of(List.of());
    private List<Violation> held = List.of();
    private MeshView view = new MeshView(-1, Map.of(), List.of());

    /// What the last compilation for a proxy found out on the way.
    private record Notes(long revision, List<Violation> warnings, List<CredentialUse> credentials) {

        static final Notes NONE = new Notes(0, List.of(), List.of());
    }

    /// @param secrets that go with the content
    /// @param failure in words, when the compiler broke; the content is null then
    record Outcome(
            long revision,
            @Nullable Content content,
            List<Secret> secrets,
            @Nullable String failure) {

        /// The hosts that are loaded in the content.
        ///
        /// @param otherwise for when there is none
        Set<String> usedHosts(Set<String> otherwise) {
            OnDemand onDemand = content == null ? null : content.snapshot().onDemand();
            return onDemand == null ? otherwise : Set.copyOf(onDemand.used());
        }
    }

    AffectedProxies(PushTelemetry telemetry, SnapshotCache cache) {
        this.telemetry = telemetry;
        this.cache = cache;
    }

    long revision() {
        return view.revision();
    }

    /// False when nothing is new.
    boolean advance(MeshView latest) {
        if (latest.revision() == revision()) {
            return false;
        }
        view = latest;
        Collection<Resource<?>> resources = new ArrayList<>();
        for (Entry entry : view.entries().values()) {
            resources.add(entry.resource());
        }
        Warming.Settled settled = Warming.settle(state.resources(), resources);
        state = MeshState.of(settled.resources());
        held = settled.held();
        return true;
    }

    /// @param before what it runs on, most of which it will again
    Outcome compile(Subscriber proxy, Content before) {
        return outcome(proxy, revision(), before, () -> {
            Compilation compilation = Compiler.compile(state, proxy.node(), proxy.channel(), proxy.used());
            notes.put(proxy.node().id(), new Notes(revision(), compilation.warnings(), compilation.credentials()));
            return compilation;
        });
    }

    /// For a sidecar that waits for hosts. The mesh is that of now, but what there is to be said of it is found out by
    /// [#compile] alone: until that comes round, the sidecar counts as one that runs on the revision before.
    ///
    /// @param before as for [#compile]
    Outcome load(Subscriber proxy, Set<String> used, Content before) {
        long toldOf = notes.getOrDefault(proxy.node().id(), Notes.NONE).revision();
        return outcome(proxy, toldOf, before, () -> Compiler.load(state, proxy.node(), proxy.channel(), used));
    }

    private Outcome outcome(Subscriber proxy, long revision, Content before, Supplier<Compilation> compiler) {
        long start = System.nanoTime();
        try {
            Compilation compilation = compiler.get();
            Content content = cache.intern(before.next(compilation.snapshot()));
            telemetry.compiled(Duration.ofNanos(System.nanoTime() - start));
            return new Outcome(revision, content, compilation.secrets(), null);
        } catch (RuntimeException e) {
            LOGGER.errorf(
                    e, "event=compile_failed proxy=%s revision=%d", proxy.node().id(), revision);
            return new Outcome(
                    revision, null, List.of(), "pilot failed to compile revision %d: %s".formatted(revision, e));
        }
    }

    void forget(String proxy) {
        notes.remove(proxy);
    }

    /// The resources whose last version stays in force, with what each waits for.
    List<Violation> held() {
        return held;
    }

    /// Each warning once, of the last compilation for each proxy; before them the resources that are held back. While
    /// a push is under way, what some proxies say is about a resource's version before: that is left out.
    List<Violation> warnings() {
        var noted = notes.values().stream()
                .flatMap(one ->
                        one.warnings().stream().filter(warning -> lastChange(warning.resource()) <= one.revision()));
        return Stream.concat(held.stream(), noted).distinct().toList();
    }

    /// The Secrets that a resource uses in some proxy, by that resource. What a resource used before its last change
    /// counts until it is the proxy's turn: a condition must not come and go because of an edit of something else.
    Map<ResourceKey, List<CredentialUse>> credentials() {
        return notes.values().stream()
                .flatMap(one -> one.credentials().stream())
                .distinct()
                .collect(Collectors.groupingBy(CredentialUse::user));
    }

    private long lastChange(@Nullable ResourceKey resource) {
        Entry entry = resource == null ? null : view.entries().get(resource);
        return entry == null ? 0 : entry.revision();
    }
}

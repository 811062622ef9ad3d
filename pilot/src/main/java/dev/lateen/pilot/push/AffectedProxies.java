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
    private long revision = -1;

    /// What the last compilation for a proxy found out on the way.
    private record Notes(List<Violation> warnings, List<CredentialUse> credentials) {}

    /// @param secrets that go with the content
    /// @param failure in words, when the compiler broke; the content is null then
    record Outcome(
            long revision,
            @Nullable CompiledSnapshot content,
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
        return revision;
    }

    /// False when nothing is new.
    boolean advance(MeshView view) {
        if (view.revision() == revision) {
            return false;
        }
        Collection<Resource<?>> resources = new ArrayList<>();
        for (Entry entry : view.entries().values()) {
            resources.add(entry.resource());
        }
        Warming.Settled settled = Warming.settle(state.resources(), resources);
        state = MeshState.of(settled.resources());
        held = settled.held();
        revision = view.revision();
        return true;
    }

    Outcome compile(Subscriber proxy) {
        return outcome(proxy, () -> {
            Compilation compilation = Compiler.compile(state, proxy.node(), proxy.channel(), proxy.used());
            notes.put(proxy.node().id(), new Notes(compilation.warnings(), compilation.credentials()));
            return compilation;
        });
    }

    /// For a sidecar that waits for hosts. What is to be said of the mesh has been found out already.
    Outcome load(Subscriber proxy, Set<String> used) {
        return outcome(proxy, () -> Compiler.load(state, proxy.node(), proxy.channel(), used));
    }

    private Outcome outcome(Subscriber proxy, Supplier<Compilation> compiler) {
        long start = System.nanoTime();
        try {
            Compilation compilation = compiler.get();
            CompiledSnapshot content = cache.intern(CompiledSnapshot.of(compilation.snapshot()));
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

    /// Of the last compilation for each proxy, each warning once; before them the resources that are held back.
    List<Violation> warnings() {
        return Stream.concat(held.stream(), notes.values().stream().flatMap(one -> one.warnings().stream()))
                .distinct()
                .toList();
    }

    /// The Secrets that a resource uses in some proxy, by that resource.
    Map<ResourceKey, List<CredentialUse>> credentials() {
        return notes.values().stream()
                .flatMap(one -> one.credentials().stream())
                .distinct()
                .collect(Collectors.groupingBy(CredentialUse::user));
    }
}

package dev.lateen.pilot.push;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Validator;
import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.UnhonouredFields;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.MeshView;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.status.Evidence;
import dev.lateen.pilot.status.ProxyProgress;
import dev.lateen.pilot.status.ResourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;

/// Tells each resource what became of it. A burst of news is told once, at its end; who waits for a revision finds it
/// told. Confined to the push loop.
final class StatusPublisher {

    private static final Debouncer.Window WINDOW = new Debouncer.Window(Duration.ofMillis(50), Duration.ofMillis(500));

    private final Registry registry;
    private final AffectedProxies affected;
    private final ProxyTable table;
    private final Debouncer debouncer;
    private final Map<ResourceKey, Appraisal> appraisals = new HashMap<>();
    private boolean due;

    /// What is to be said about a resource by itself.
    private record Appraisal(Resource<?> resource, List<Violation> findings) {
        static Appraisal of(Resource<?> resource) {
            List<Violation> findings = new ArrayList<>(Validator.validate(resource));
            findings.addAll(UnhonouredFields.of(resource));
            return new Appraisal(resource, findings);
        }
    }

    StatusPublisher(Registry registry, AffectedProxies affected, ProxyTable table, ScheduledExecutorService loop) {
        this.registry = registry;
        this.affected = affected;
        this.table = table;
        this.debouncer = new Debouncer(loop, WINDOW, Pusher.guarded(this::publish));
    }

    /// Something happened that may show in a status.
    void signal() {
        due = true;
        debouncer.signal();
    }

    /// Tells what is due now.
    void publish() {
        if (!due) {
            return;
        }
        due = false;
        MeshView view = registry.view();
        Map<ResourceKey, List<Violation>> findings = byResource(view.findings());
        byResource(affected.warnings()).forEach((key, found) -> findings.merge(key, found, StatusPublisher::concat));
        Map<ResourceKey, List<Violation>> held = byResource(affected.held());
        List<ProxyProgress> proxies = progress();
        Instant now = Instant.now();
        Map<ResourceKey, ResourceStatus> news = new LinkedHashMap<>();
        view.entries().forEach((key, entry) -> {
            if (ResourceStatus.isOf(key.kind()) && entry.revision() <= affected.revision()) {
                List<Violation> all = concat(appraise(entry), findings.getOrDefault(key, List.of()));
                Evidence evidence = new Evidence(
                        entry.revision(), entry.generation(), all, held.getOrDefault(key, List.of()), proxies);
                ResourceStatus status = ResourceStatus.of(evidence, entry.status(), now);
                if (!status.equals(entry.status())) {
                    news.put(key, status);
                }
            }
        });
        appraisals.keySet().retainAll(view.entries().keySet());
        registry.tell(view.entries(), news);
    }

    private List<Violation> appraise(Entry entry) {
        Appraisal known = appraisals.get(entry.key());
        if (known == null || known.resource() != entry.resource()) {
            known = Appraisal.of(entry.resource());
            appraisals.put(entry.key(), known);
        }
        return known.findings();
    }

    private List<ProxyProgress> progress() {
        List<ProxyProgress> progress = new ArrayList<>();
        table.connectedSessions()
                .forEach(session ->
                        progress.add(new ProxyProgress(session.node().id(), session.ackedRevision(), session.error())));
        table.missing().forEach(proxy -> progress.add(new ProxyProgress(proxy, 0, null)));
        return progress;
    }

    private static Map<ResourceKey, List<Violation>> byResource(Collection<Violation> violations) {
        Map<ResourceKey, List<Violation>> groups = new HashMap<>();
        for (Violation violation : violations) {
            if (violation.resource() != null) {
                groups.computeIfAbsent(Objects.requireNonNull(violation.resource()), key -> new ArrayList<>())
                        .add(violation);
            }
        }
        return groups;
    }

    private static List<Violation> concat(List<Violation> some, List<Violation> more) {
        List<Violation> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}

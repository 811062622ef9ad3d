package dev.lateen.pilot.push;

import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Violation;
import dev.lateen.compiler.CertificateAppraisal;
import dev.lateen.compiler.CredentialUse;
import dev.lateen.pilot.push.Appraisals.Appraisal;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.MeshView;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.status.CertificateEvidence;
import dev.lateen.pilot.status.Condition;
import dev.lateen.pilot.status.Evidence;
import dev.lateen.pilot.status.ProxyProgress;
import dev.lateen.pilot.status.ResourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/// Tells each resource what became of it. A burst of news is told once, at its end; who waits for a revision finds it
/// told. Confined to the push loop.
final class StatusPublisher {

    private static final Debouncer.Window WINDOW = new Debouncer.Window(Duration.ofMillis(50), Duration.ofMillis(500));

    private final Registry registry;
    private final AffectedProxies affected;
    private final ProxyTable table;
    private final Function<Entry, Optional<Condition>> canaries;
    private final Debouncer debouncer;
    private final Appraisals appraisals = new Appraisals();
    private List<ProxyProgress> told = List.of();
    private boolean due;

    /// Who has something to say about resources.
    ///
    /// @param canaries of a VirtualService whose weights are moved
    record Witnesses(AffectedProxies affected, ProxyTable table, Function<Entry, Optional<Condition>> canaries) {}

    StatusPublisher(Registry registry, Witnesses witnesses, ScheduledExecutorService loop) {
        this.registry = registry;
        this.affected = witnesses.affected();
        this.table = witnesses.table();
        this.canaries = witnesses.canaries();
        this.debouncer = new Debouncer(loop, WINDOW, PushLoop.guarded(this::publish));
    }

    /// Something happened that may show in a status.
    void signal() {
        due = true;
        debouncer.signal();
    }

    /// A proxy may have come, gone, or taken something; which of it shows is looked at once for many of them. A sidecar
    /// that gets one host more shows in no status.
    void progressed() {
        debouncer.signal();
    }

    /// All that is to be said about the resources of the mesh, each once: what the sources could not read, what
    /// validation doubts, what has no effect yet and what the compiler noticed.
    Set<Violation> findings() {
        MeshView view = registry.view();
        Set<Violation> all = new LinkedHashSet<>(view.findings());
        Instant now = Instant.now();
        view.entries()
                .values()
                .forEach(entry -> all.addAll(appraisals.of(entry.resource()).findings(now)));
        all.addAll(affected.warnings());
        return all;
    }

    /// Tells what is due now.
    void publish() {
        List<ProxyProgress> proxies = progress();
        if (!due && proxies.equals(told)) {
            return;
        }
        due = false;
        told = proxies;
        MeshView view = registry.view();
        Map<ResourceKey, List<Violation>> findings = byResource(view.findings());
        byResource(affected.warnings()).forEach((key, found) -> findings.merge(key, found, StatusPublisher::concat));
        Map<ResourceKey, List<Violation>> held = byResource(affected.held());
        Map<ResourceKey, List<CredentialUse>> credentials = affected.credentials();
        Instant now = Instant.now();
        Map<ResourceKey, ResourceStatus> news = new LinkedHashMap<>();
        view.entries().forEach((key, entry) -> {
            if (ResourceStatus.isOf(key.kind()) && entry.revision() <= affected.revision()) {
                Appraisal appraisal = appraisals.of(entry.resource());
                Evidence evidence = new Evidence(
                        entry.revision(),
                        entry.generation(),
                        concat(appraisal.findings(now), findings.getOrDefault(key, List.of())),
                        held.getOrDefault(key, List.of()),
                        proxies,
                        certificates(appraisal, credentials.getOrDefault(key, List.of()), view),
                        canaries.apply(entry).orElse(null));
                ResourceStatus status = ResourceStatus.of(evidence, entry.status(), now);
                if (!status.equals(entry.status())) {
                    news.put(key, status);
                }
            }
        });
        appraisals.retain(view.entries().keySet());
        registry.tell(view.entries(), news);
    }

    private List<CertificateEvidence> certificates(Appraisal own, List<CredentialUse> used, MeshView view) {
        List<CertificateEvidence> certificates = new ArrayList<>();
        certificates.add(new CertificateEvidence(null, "", own.certificate()));
        for (CredentialUse use : used) {
            Entry secret = view.entries().get(use.secret());
            CertificateAppraisal appraisal =
                    secret == null ? null : appraisals.of(secret.resource()).certificate();
            certificates.add(new CertificateEvidence(use.secret(), use.missing(), appraisal));
        }
        return certificates;
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

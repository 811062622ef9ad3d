package dev.lateen.pilot.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.pilot.status.Condition.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `status` of a resource as pilot sees it. It is kept in memory only, is no change of the resource and makes no
/// revision. Equal evidence gives an equal status.
///
/// A verdict on a version stays until there is another one: that a proxy is on its way to it, for instance because it
/// has just connected, does not put a resource in force in doubt.
///
/// @param version the mesh revision of the resource's last change that the status is about
/// @param conditions the first is Reconciled; of each type at most one
/// @param messages errors, then warnings
public record ResourceStatus(long version, long generation, List<Dated> conditions, List<Violation> messages) {

    private static final Comparator<Violation> ORDER = Comparator.comparing(Violation::severity)
            .thenComparing(violation -> String.valueOf(violation.file()))
            .thenComparing(Violation::line)
            .thenComparing(Violation::path)
            .thenComparing(Violation::message);

    public ResourceStatus {
        conditions = List.copyOf(conditions);
        messages = List.copyOf(messages);
    }

    /// @param since when the condition last changed between true, false and unknown; whole seconds
    public record Dated(Condition condition, Instant since) {
        static Dated of(Condition condition, @Nullable ResourceStatus last, Instant now) {
            Optional<Dated> before = last == null ? Optional.empty() : last.find(condition.type());
            Instant since = before.filter(one -> one.condition.state() == condition.state())
                    .map(Dated::since)
                    .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS));
            return new Dated(condition, since);
        }
    }

    /// Whether `status` of this kind is pilot's; that of a Service, say, is the user's. A Secret has none in
    /// Kubernetes.
    public static boolean isOf(Kind kind) {
        return kind.isIstio() || kind == Kind.SECRET;
    }

    /// @param last what was said before; null for nothing
    public static ResourceStatus of(Evidence evidence, @Nullable ResourceStatus last, Instant now) {
        List<Violation> messages =
                evidence.findings().stream().distinct().sorted(ORDER).toList();
        List<Dated> conditions = new ArrayList<>();
        conditions.add(Dated.of(judge(evidence, messages, last), last, now));
        evidence.certificates().stream()
                .flatMap(certificate -> certificate.judge(now).stream())
                .min(Comparator.comparing(Condition::reason))
                .ifPresent(worst -> conditions.add(Dated.of(worst, last, now)));
        if (evidence.canary() != null) {
            conditions.add(Dated.of(evidence.canary(), last, now));
        }
        return new ResourceStatus(evidence.version(), evidence.generation(), conditions, messages);
    }

    /// Reconciled.
    public Condition condition() {
        return conditions.getFirst().condition();
    }

    public Optional<Dated> find(Condition.Type type) {
        return conditions.stream()
                .filter(dated -> dated.condition.type() == type)
                .findFirst();
    }

    private static Condition judge(Evidence evidence, List<Violation> messages, @Nullable ResourceStatus last) {
        if (!messages.isEmpty() && messages.getFirst().isError()) {
            return new Condition(Reason.INVALID, text(messages.getFirst()) + "; the last good version stays in force");
        }
        if (!evidence.held().isEmpty()) {
            return new Condition(Reason.HELD_BACK, text(evidence.held().getFirst()));
        }
        List<ProxyProgress> proxies = evidence.proxies();
        long version = evidence.version();
        List<ProxyProgress> refusing =
                proxies.stream().filter(proxy -> proxy.hasRefused(version)).toList();
        if (!refusing.isEmpty()) {
            return new Condition(
                    Reason.REJECTED,
                    refusing.stream()
                            .map(proxy -> proxy.proxy() + ": " + proxy.error())
                            .collect(Collectors.joining("; ")));
        }
        List<ProxyProgress> behind =
                proxies.stream().filter(proxy -> proxy.revision() < version).toList();
        if (behind.isEmpty() && !proxies.isEmpty()) {
            return inForce(messages.size());
        }
        if (last != null && last.version == version && last.isVerdict()) {
            return last.condition().state() == Condition.State.TRUE ? inForce(messages.size()) : last.condition();
        }
        return behind.isEmpty()
                ? new Condition(Reason.NO_PROXY, "no proxy is connected")
                : new Condition(Reason.PENDING, pending(behind, proxies.size()));
    }

    /// Whether proxies had their say; what held a resource back before may be over.
    private boolean isVerdict() {
        return condition().reason() == Reason.IN_FORCE || condition().reason() == Reason.REJECTED;
    }

    private static Condition inForce(int warnings) {
        String noted = warnings == 0 ? "" : "; " + warnings + (warnings == 1 ? " warning" : " warnings");
        return new Condition(Reason.IN_FORCE, "every connected proxy runs on it" + noted);
    }

    private static String pending(List<ProxyProgress> behind, int proxies) {
        return "%d/%d proxies; not yet on %s"
                .formatted(
                        proxies - behind.size(),
                        proxies,
                        behind.stream().map(ProxyProgress::proxy).collect(Collectors.joining(", ")));
    }

    public ObjectNode json() {
        ObjectNode status = JsonNodeFactory.instance.objectNode().put("observedGeneration", generation);
        ArrayNode list = status.putArray("conditions");
        conditions.forEach(dated -> list.addObject()
                .put("type", dated.condition.type().toString())
                .put("status", dated.condition.state().toString())
                .put("reason", dated.condition.reason().toString())
                .put("message", dated.condition.message())
                .put("lastTransitionTime", dated.since.toString())
                .put("observedGeneration", generation));
        if (!messages.isEmpty()) {
            ArrayNode notes = status.putArray("validationMessages");
            messages.forEach(message -> describe(message, notes.addObject()));
        }
        return status;
    }

    private static void describe(Violation violation, ObjectNode node) {
        node.put("level", violation.severity() == Severity.ERROR ? "ERROR" : "WARNING");
        if (!violation.path().isEmpty()) {
            node.put("path", violation.path());
        }
        node.put("message", violation.message());
        if (violation.file() != null) {
            node.put("origin", violation.file() + (violation.line() > 0 ? ":" + violation.line() : ""));
        }
    }

    private static String text(Violation violation) {
        return violation.path().isEmpty() ? violation.message() : violation.path() + ": " + violation.message();
    }
}

package dev.lateen.pilot.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `status` of a resource as pilot sees it. It is kept in memory only, is no change of the resource and makes no
/// revision. Equal evidence gives an equal status.
///
/// A verdict on a version stays until there is another one: that a proxy is on its way to it, for instance because it
/// has just connected, does not put a resource in force in doubt.
///
/// @param version the mesh revision of the resource's last change that the status is about
/// @param since when the condition last changed between true, false and unknown; whole seconds
/// @param messages errors, then warnings
public record ResourceStatus(
        long version, long generation, Condition condition, Instant since, List<Violation> messages) {

    private static final Comparator<Violation> ORDER = Comparator.comparing(Violation::severity)
            .thenComparing(violation -> String.valueOf(violation.file()))
            .thenComparing(Violation::line)
            .thenComparing(Violation::path)
            .thenComparing(Violation::message);

    public ResourceStatus {
        messages = List.copyOf(messages);
    }

    /// Whether `status` of this kind is pilot's; that of a Service, say, is the user's.
    public static boolean isOf(Kind kind) {
        return kind.group().endsWith("istio.io");
    }

    /// @param last what was said before; null for nothing
    public static ResourceStatus of(Evidence evidence, @Nullable ResourceStatus last, Instant now) {
        List<Violation> messages =
                evidence.findings().stream().distinct().sorted(ORDER).toList();
        Condition condition = judge(evidence, messages, last);
        Instant since = last != null && last.condition.state() == condition.state()
                ? last.since
                : now.truncatedTo(ChronoUnit.SECONDS);
        return new ResourceStatus(evidence.version(), evidence.generation(), condition, since, messages);
    }

    private static Condition judge(Evidence evidence, List<Violation> messages, @Nullable ResourceStatus last) {
        if (!messages.isEmpty() && messages.getFirst().isError()) {
            return Condition.of(
                    Condition.Reason.INVALID, text(messages.getFirst()) + "; the last good version stays in force");
        }
        if (!evidence.held().isEmpty()) {
            return Condition.of(Condition.Reason.HELD_BACK, text(evidence.held().getFirst()));
        }
        List<ProxyProgress> proxies = evidence.proxies();
        long version = evidence.version();
        List<ProxyProgress> refusing =
                proxies.stream().filter(proxy -> proxy.hasRefused(version)).toList();
        if (!refusing.isEmpty()) {
            return Condition.of(
                    Condition.Reason.REJECTED,
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
            return last.condition.state() == Condition.State.TRUE ? inForce(messages.size()) : last.condition;
        }
        return behind.isEmpty()
                ? Condition.of(Condition.Reason.NO_PROXY, "no proxy is connected")
                : Condition.of(Condition.Reason.PENDING, pending(behind, proxies.size()));
    }

    /// Whether proxies had their say; what held a resource back before may be over.
    private boolean isVerdict() {
        return condition.reason() == Condition.Reason.IN_FORCE || condition.reason() == Condition.Reason.REJECTED;
    }

    private static Condition inForce(int warnings) {
        String noted = warnings == 0 ? "" : "; " + warnings + (warnings == 1 ? " warning" : " warnings");
        return Condition.of(Condition.Reason.IN_FORCE, "every connected proxy runs on it" + noted);
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
        status.putArray("conditions")
                .addObject()
                .put("type", "Reconciled")
                .put("status", condition.state().toString())
                .put("reason", condition.reason().toString())
                .put("message", condition.message())
                .put("lastTransitionTime", since.toString())
                .put("observedGeneration", generation);
        if (!messages.isEmpty()) {
            ArrayNode list = status.putArray("validationMessages");
            messages.forEach(message -> describe(message, list.addObject()));
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

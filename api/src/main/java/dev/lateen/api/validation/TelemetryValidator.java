package dev.lateen.api.validation;

import dev.lateen.api.telemetry.Telemetry;
import dev.lateen.api.telemetry.Telemetry.AccessLogging;
import dev.lateen.api.telemetry.Telemetry.Metrics;
import dev.lateen.api.telemetry.Telemetry.Metrics.TagOverride;
import dev.lateen.api.telemetry.Telemetry.ProviderRef;
import dev.lateen.api.telemetry.Telemetry.Tracing;
import dev.lateen.api.telemetry.Telemetry.Tracing.CustomTag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of a Telemetry.
final class TelemetryValidator {

    private final Findings findings;

    TelemetryValidator(Findings findings) {
        this.findings = findings;
    }

    void validate(Telemetry telemetry) {
        PolicyTargets.check(findings, telemetry.selector(), telemetry.targetRef(), telemetry.targetRefs());
        if (telemetry.tracing().size() > 1) {
            findings.warning("spec.tracing", "multiple tracing entries, only the first one counts");
        }
        for (int i = 0; i < telemetry.tracing().size(); i++) {
            tracing(telemetry.tracing().get(i), "spec.tracing[" + i + "]");
        }
        for (int i = 0; i < telemetry.metrics().size(); i++) {
            metrics(telemetry.metrics().get(i), "spec.metrics[" + i + "]");
        }
        for (int i = 0; i < telemetry.accessLogging().size(); i++) {
            log(telemetry.accessLogging().get(i), "spec.accessLogging[" + i + "]");
        }
    }

    private void tracing(Tracing tracing, String path) {
        providers(tracing.providers(), path);
        Double sampling = tracing.randomSamplingPercentage();
        if (sampling != null && !(sampling >= 0 && sampling <= 100)) {
            findings.bad(path + ".randomSamplingPercentage", sampling, "0.0..100.0");
        }
        tracing.customTags().forEach((name, tag) -> {
            String at = path + ".customTags." + name;
            if (name.isEmpty()) {
                findings.bad(path + ".customTags", "", "the name of a tag");
            }
            tag(tag, at);
        });
    }

    private void tag(CustomTag tag, String path) {
        if (tag.literal() == null && tag.environment() == null && tag.header() == null && tag.formatter() == null) {
            findings.missing(path, "literal, environment, header or formatter");
        }
        if (tag.literal() != null) {
            needed(path + ".literal.value", tag.literal().value(), "the value of the tag");
        }
        if (tag.environment() != null) {
            needed(path + ".environment.name", tag.environment().name(), "the name of a variable");
        }
        if (tag.header() != null) {
            needed(path + ".header.name", tag.header().name(), "the name of a header");
        }
        if (tag.formatter() != null) {
            needed(path + ".formatter.value", tag.formatter().value(), "a format such as %REQ(X-NAME)%");
        }
    }

    private void metrics(Metrics metrics, String path) {
        providers(metrics.providers(), path);
        Times.check(findings, path + ".reportingInterval", metrics.reportingInterval());
        for (int i = 0; i < metrics.overrides().size(); i++) {
            String at = path + ".overrides[" + i + "]";
            var match = metrics.overrides().get(i).match();
            if (match != null && "".equals(match.customMetric())) {
                findings.bad(at + ".match.customMetric", "", "the name of a metric");
            }
            metrics.overrides().get(i).tagOverrides().forEach((name, override) -> {
                if (name.isEmpty()) {
                    findings.bad(at + ".tagOverrides", "", "the name of a tag");
                }
                override(override, at + ".tagOverrides." + name);
            });
        }
    }

    private void override(TagOverride override, String path) {
        boolean blank = Findings.isBlank(override.value());
        if (override.operation() == TagOverride.Operation.REMOVE) {
            if (!blank) {
                findings.error(path + ".value", "a value with operation REMOVE (expected: none)");
            }
        } else if (blank) {
            findings.missing(path + ".value", "an expression with operation UPSERT");
        } else {
            CelSyntax.check(findings, path + ".value", Findings.orEmpty(override.value()));
        }
    }

    private void log(AccessLogging log, String path) {
        providers(log.providers(), path);
        if (log.filter() != null && !Findings.isBlank(log.filter().expression())) {
            CelSyntax.check(
                    findings,
                    path + ".filter.expression",
                    Findings.orEmpty(log.filter().expression()));
        }
    }

    private void providers(List<ProviderRef> providers, String path) {
        for (int i = 0; i < providers.size(); i++) {
            needed(path + ".providers[" + i + "].name", providers.get(i).name(), "the name of a provider");
        }
    }

    private void needed(String path, @Nullable String text, String expected) {
        if (Findings.isBlank(text)) {
            findings.missing(path, expected);
        }
    }
}

package dev.lateen.cli.resource;

import dev.lateen.api.validation.Severity;
import dev.lateen.api.validation.Violation;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.terminal.NamespaceOption;
import dev.lateen.compiler.CertificateAppraisal;
import dev.lateen.compiler.Compiler;
import dev.lateen.compiler.ImpliedSidecars;
import dev.lateen.compiler.MeshState;
import dev.lateen.compiler.UnhonouredFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lateen analyze`: what is wrong with files, without a mesh.
@Command(
        name = "analyze",
        description = {
            "Check files offline: syntax, every field, and what a gateway and sidecars would make of them.",
            "",
            "Ends with 79 when there are errors, or with --failure-threshold=warning also for warnings."
        })
public final class AnalyzeCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR|-", description = "What to check.")
    private List<String> sources = List.of();

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "log (one a line, on standard error), table, json or yaml (default: ${DEFAULT-VALUE}).")
    private Format format = Format.log;

    @Option(
            names = "--failure-threshold",
            paramLabel = "LEVEL",
            description = "The least level that is a failure: error or warning (default: ${DEFAULT-VALUE}).")
    private Severity threshold = Severity.ERROR;

    @Mixin
    private final GatewayOption gateway = new GatewayOption();

    @Spec
    private @Nullable CommandSpec spec;

    /// Lower case, as users type them.
    enum Format {
        log,
        table,
        json,
        yaml
    }

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        var files = ResourceFiles.read(sources, namespace.name());
        var report = new AnalysisReport(findings(files));
        switch (format) {
            case log -> log(console, report, files);
            case table -> report.table().print(console);
            case json -> console.print(report.json());
            case yaml -> console.print(report.yaml());
        }
        boolean failed = report.findings().stream()
                .anyMatch(finding -> finding.severity().compareTo(threshold) <= 0);
        return failed ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private List<Violation> findings(ResourceFiles files) {
        var findings = new ArrayList<>(files.violations());
        var now = Instant.now();
        for (var resource : files.resources()) {
            findings.addAll(UnhonouredFields.of(resource));
            findings.addAll(CertificateAppraisal.of(resource).findings(now));
        }
        var mesh = MeshState.of(files.resources());
        findings.addAll(Compiler.compile(mesh, gateway.node()).warnings());
        for (var sidecar : ImpliedSidecars.of(mesh)) {
            findings.addAll(Compiler.compile(mesh, sidecar).warnings());
        }
        return findings;
    }

    private static void log(Console console, AnalysisReport report, ResourceFiles files) {
        for (var finding : report.findings()) {
            if (finding.isError()) {
                console.error(finding.toString());
            } else {
                console.warning(finding.toString());
            }
        }
        console.print(
                report.findings().isEmpty()
                        ? Findings.count(files.resources().size(), "resource") + ", no issue found"
                        : Findings.count(files.documents(), "document") + ", "
                                + Findings.count(report.count(Severity.ERROR), "error") + ", "
                                + Findings.count(report.count(Severity.WARNING), "warning"));
    }
}

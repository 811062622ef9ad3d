package dev.lateen.cli.resource;

import dev.lateen.api.validation.Violation;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.compiler.Compiler;
import dev.lateen.compiler.ImpliedSidecars;
import dev.lateen.compiler.MeshState;
import dev.lateen.compiler.UnhonouredFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
            "Ends with 79 when there are errors."
        })
public final class AnalyzeCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR|-", description = "What to check.")
    private List<String> sources = List.of();

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Namespace of resources that name none (default: ${DEFAULT-VALUE}).")
    private String namespace = "default";

    @Mixin
    private final GatewayOption gateway = new GatewayOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        var files = ResourceFiles.read(sources, namespace);
        var warnings = new LinkedHashSet<Violation>(files.warnings());
        files.resources().forEach(resource -> warnings.addAll(UnhonouredFields.of(resource)));
        var mesh = MeshState.of(files.resources());
        warnings.addAll(Compiler.compile(mesh, gateway.node()).warnings());
        for (var sidecar : ImpliedSidecars.of(mesh)) {
            warnings.addAll(Compiler.compile(mesh, sidecar).warnings());
        }
        Findings.warn(console, new ArrayList<>(warnings));
        var errors = files.errors();
        errors.forEach(error -> console.error(error.toString()));
        if (errors.isEmpty() && warnings.isEmpty()) {
            console.print(Findings.count(files.resources().size(), "resource") + ", no issue found");
            return ExitCode.OK;
        }
        console.print(Findings.count(files.documents(), "document") + ", " + Findings.count(errors.size(), "error")
                + ", " + Findings.count(warnings.size(), "warning"));
        return errors.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }
}

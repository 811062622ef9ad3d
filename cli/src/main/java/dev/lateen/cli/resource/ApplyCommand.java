package dev.lateen.cli.resource;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.validation.Violation;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.MeshWarning;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.pilot.Written;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.compiler.UnhonouredFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lateen apply`: nothing is sent before everything is read and valid.
@Command(
        name = "apply",
        description = {
            "Create or change resources.",
            "",
            "Every document is read and validated before the first one is sent. Ends when all proxies run on the "
                    + "change, with exit code 1 when some do not in time."
        })
public final class ApplyCommand implements Callable<Integer> {

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE|DIR|-",
            description = "File, folder (with what is below it) or - for standard input; may be given several times.")
    private List<String> sources = List.of();

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Namespace of resources that name none (default: ${DEFAULT-VALUE}).")
    private String namespace = "default";

    @Mixin
    private final RevisionWait wait = new RevisionWait();

    @Mixin
    private final HomeOption home = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var console = Console.of(java.util.Objects.requireNonNull(spec));
        var files = ResourceFiles.read(sources, namespace);
        Findings.warn(console, files.warnings());
        Findings.refuse(console, files.errors(), "nothing was applied");
        if (files.resources().isEmpty()) {
            throw CommandFailure.of("no resource in " + String.join(", ", sources));
        }
        var pilot = PilotClient.of(home.home());
        long revision = 0;
        for (var resource : files.resources()) {
            revision = Math.max(revision, send(pilot, resource, console));
        }
        int code = wait.await(pilot, revision, console);
        showEffect(pilot, files.resources(), console);
        return code;
    }

    /// What only shows once everything is put together: a subset that no DestinationRule defines, say.
    private static void showEffect(PilotClient pilot, List<Resource<?>> resources, Console console) {
        var applied =
                resources.stream().map(resource -> resource.key().toString()).toList();
        pilot.warnings().stream()
                .filter(warning -> applied.contains(warning.resource()))
                .map(MeshWarning::text)
                .distinct()
                .forEach(console::warning);
    }

    private static long send(PilotClient pilot, Resource<?> resource, Console console) {
        Written written;
        try {
            written = pilot.apply(resource.key(), resource.document());
        } catch (CommandFailure e) {
            throw CommandFailure.of(shortName(resource.key()) + ": " + e.message());
        }
        console.print(shortName(resource.key()) + " " + written.change().name().toLowerCase(Locale.ROOT));
        var unhonoured = UnhonouredFields.of(resource);
        Findings.warn(console, unhonoured);
        othersOf(written.warnings(), unhonoured)
                .forEach(text -> console.warning(shortName(resource.key()) + ": " + text));
        return written.revision();
    }

    /// What pilot says beyond what was found here, with the place in the file, already.
    private static List<String> othersOf(List<String> warnings, List<Violation> known) {
        var others = new ArrayList<String>();
        for (var warning : warnings) {
            if (known.stream().noneMatch(violation -> warning.contains(violation.message()))) {
                others.add(warning);
            }
        }
        return others;
    }

    /// `virtualservice/httpbin`
    static String shortName(ResourceKey key) {
        return key.kind().singular() + "/" + key.name();
    }
}

package dev.lateen.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.NamespaceOption;
import dev.lateen.compiler.UnhonouredFields;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lateen apply`: all documents are one revision, or nothing.
@Command(
        name = "apply",
        description = {
            "Create or change resources.",
            "",
            "Several documents are one revision: all of them are valid and in force together, or nothing changes. "
                    + "Ends when all proxies run on the change, with exit code 1 when some do not in time."
        })
public final class ApplyCommand implements Callable<Integer> {

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE|DIR|-",
            description = "File, folder (with what is below it) or - for standard input; may be given several times.")
    private List<String> sources = List.of();

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Mixin
    private final RevisionWait wait = new RevisionWait();

    @Mixin
    private final HomeOption home = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        var files = ResourceFiles.read(sources, namespace.name());
        var warnings = new Warnings(console, files.resources());
        warnings.say(files.warnings());
        Findings.refuse(console, files.errors(), "nothing was applied");
        if (files.resources().isEmpty()) {
            throw CommandFailure.of("no resource in " + String.join(", ", sources));
        }
        var pilot = PilotClient.of(home.home());
        var written = pilot.apply(
                files.resources().stream().map(ApplyCommand::complete).toList());
        for (int i = 0; i < written.size(); i++) {
            var resource = files.resources().get(i);
            var each = written.get(i);
            console.print(shortName(resource.key()) + " " + each.change().name().toLowerCase(Locale.ROOT));
            warnings.say(UnhonouredFields.of(resource));
            each.warnings().forEach(text -> warnings.say(resource, text));
        }
        int code = wait.await(pilot, written.getFirst().revision(), console, warnings);
        showEffect(pilot, files.resources(), warnings);
        return code;
    }

    /// With the namespace that the command line names.
    private static JsonNode complete(Resource<?> resource) {
        var document = resource.document().deepCopy();
        if (resource.key().kind().namespaced()) {
            document.withObject("/metadata").put("namespace", resource.key().namespace());
        }
        return document;
    }

    /// What only shows once everything is put together: a subset that no DestinationRule defines, say.
    private static void showEffect(PilotClient pilot, List<Resource<?>> resources, Warnings warnings) {
        var applied =
                resources.stream().map(resource -> resource.key().toString()).collect(Collectors.toSet());
        pilot.warnings().stream()
                .filter(warning -> applied.contains(warning.resource()))
                .forEach(warning -> warnings.say(warning.resource(), warning.path(), warning.message()));
    }

    /// `virtualservice/httpbin`
    static String shortName(ResourceKey key) {
        return key.kind().singular() + "/" + key.name();
    }
}

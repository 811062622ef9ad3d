package dev.lateen.cli.resource;

import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.pilot.Written;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.terminal.NamespaceOption;
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

/// `lateen delete`: by kind and name, or everything that files name.
@Command(
        name = "delete",
        description = {"Delete resources in one revision, by kind and name or by the files that they came from."})
public final class DeleteCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "KIND NAME", description = "For instance: virtualservice httpbin.")
    private List<String> kindAndNames = List.of();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|DIR|-",
            description = "Delete what these files hold; may be given several times.")
    private List<String> sources = List.of();

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Option(names = "--ignore-not-found", description = "What is not there counts as deleted.")
    private boolean ignoreAbsent;

    @Mixin
    private final RevisionWait wait = new RevisionWait();

    @Mixin
    private final HomeOption home = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        var keys = keys(console);
        var pilot = PilotClient.of(home.home());
        var deleted = pilot.delete(keys);
        boolean complete = true;
        for (int i = 0; i < keys.size(); i++) {
            if (deleted.get(i).change() == Written.Change.DELETED) {
                console.print(ApplyCommand.shortName(keys.get(i)) + " deleted");
            } else if (!ignoreAbsent) {
                complete = false;
                console.error(keys.get(i) + " does not exist");
            }
        }
        if (deleted.stream().noneMatch(each -> each.change() == Written.Change.DELETED)) {
            return complete ? ExitCode.OK : ExitCode.FAILURE;
        }
        int waited = wait.await(pilot, deleted.getFirst().revision(), console, new Warnings(console, List.of()));
        return complete ? waited : ExitCode.FAILURE;
    }

    private List<ResourceKey> keys(Console console) {
        if (kindAndNames.isEmpty() == sources.isEmpty()) {
            throw CommandFailure.usage("delete: either KIND NAME or -f (expected: one of them)");
        }
        if (sources.isEmpty()) {
            return KindArgument.keys(kindAndNames, namespace.name());
        }
        var files = ResourceFiles.read(sources, namespace.name());
        Findings.refuse(console, files.errors(), "nothing was deleted");
        if (files.resources().isEmpty()) {
            throw CommandFailure.of("no resource in " + String.join(", ", sources));
        }
        // Last first: what others refer to usually stands at the top.
        return files.resources().reversed().stream()
                .<ResourceKey>map(Resource::key)
                .distinct()
                .toList();
    }
}

package dev.lateen.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.cli.terminal.ExitCode;
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

/// `lateen get`: resources as a table with kubectl's columns, or whole.
@Command(
        name = "get",
        description = {"Show resources."})
public final class GetCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description =
                    "For instance: virtualservice, vs, gw, dr, se, we, wg, sidecar, pa, ap, ra, telemetry, svc, ns, secret.")
    private String kindName = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME", description = "Only these.")
    private List<String> names = List.of();

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Namespace (default: ${DEFAULT-VALUE}).")
    private String namespace = "default";

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "In all namespaces.")
    private boolean everywhere;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "yaml or json: whole resources instead of a table.")
    private @Nullable Format format;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    /// Lower case, as users type them.
    enum Format {
        yaml,
        json
    }

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        var kind = KindArgument.kind(kindName);
        if (everywhere && !names.isEmpty()) {
            throw CommandFailure.usage("get: a name and -A (expected: one of them)");
        }
        var resources = fetch(PilotClient.of(home.home()), kind);
        if (format != null) {
            console.print(whole(resources));
        } else if (resources.isEmpty()) {
            console.note(
                    kind.namespaced() && !everywhere
                            ? "No resources found in namespace " + namespace + "."
                            : "No resources found.");
        } else {
            new ResourceTable(kind, everywhere, Instant.now()).of(resources).print(console);
        }
        return ExitCode.OK;
    }

    private List<JsonNode> fetch(PilotClient pilot, Kind kind) {
        if (names.isEmpty()) {
            return pilot.list(kind, everywhere ? null : namespace);
        }
        var resources = new ArrayList<JsonNode>();
        for (var name : names) {
            var key = KindArgument.key(kind, namespace, name);
            resources.add(pilot.find(key)
                    .orElseThrow(() -> CommandFailure.of(
                            key + " does not exist", "`lateen get " + kind.plural() + " -A` shows all of them")));
        }
        return resources;
    }

    private String whole(List<JsonNode> resources) {
        JsonNode tree = names.size() == 1 ? resources.getFirst() : PilotClient.list(resources);
        return format == Format.yaml ? Documents.yaml(tree) : Documents.json(tree);
    }
}

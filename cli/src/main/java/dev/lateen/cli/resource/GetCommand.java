package dev.lateen.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.home.HomeOption;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.cli.terminal.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
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
            description = "wide: with what became of each resource; yaml or json: whole resources.")
    private @Nullable Format format;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    /// Lower case, as users type them.
    enum Format {
        wide,
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
        var pilot = PilotClient.of(home.home());
        if (format == Format.yaml || format == Format.json) {
            console.print(whole(fetch(kind, pilot::find, () -> pilot.list(kind, everywhere ? null : namespace))));
            return ExitCode.OK;
        }
        var tables = fetch(kind, pilot::table, () -> List.of(pilot.table(kind, everywhere ? null : namespace)));
        if (tables.stream().allMatch(table -> table.path("rows").isEmpty())) {
            console.note(
                    kind.namespaced() && !everywhere
                            ? "No resources found in namespace " + namespace + "."
                            : "No resources found.");
        } else {
            new ResourceTable(everywhere && kind.namespaced(), format == Format.wide)
                    .of(tables)
                    .print(console);
        }
        return ExitCode.OK;
    }

    /// One by one when there are names, else all.
    private List<JsonNode> fetch(
            Kind kind, Function<ResourceKey, Optional<JsonNode>> one, Supplier<List<JsonNode>> all) {
        if (names.isEmpty()) {
            return all.get();
        }
        var found = new ArrayList<JsonNode>();
        for (var name : names) {
            var key = KindArgument.key(kind, namespace, name);
            found.add(one.apply(key)
                    .orElseThrow(() -> CommandFailure.of(
                            key + " does not exist", "`lateen get " + kind.plural() + " -A` shows all of them")));
        }
        return found;
    }

    private String whole(List<JsonNode> resources) {
        JsonNode tree = names.size() == 1 ? resources.getFirst() : PilotClient.list(resources);
        return format == Format.yaml ? Documents.yaml(tree) : Documents.json(tree);
    }
}

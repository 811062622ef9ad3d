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
import dev.lateen.cli.terminal.NamespaceOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private static final String ALL = "all";

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description =
                    "For instance: virtualservice, vs, gw, dr, se, we, wg, sidecar, pa, ap, ra, telemetry, svc, ns, secret; all for every kind.")
    private String kindName = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME", description = "Only these.")
    private List<String> names = List.of();

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "In all namespaces.")
    private boolean everywhere;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "wide: with what became of each resource; yaml or json: whole resources; name: KIND/NAME.")
    private @Nullable Format format;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Spec
    private @Nullable CommandSpec spec;

    /// Lower case, as users type them.
    enum Format {
        wide,
        yaml,
        json,
        name
    }

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        boolean all = kindName.equals(ALL);
        var kinds = all ? List.of(Kind.values()) : List.of(KindArgument.kind(kindName));
        if (!names.isEmpty() && (everywhere || all)) {
            throw CommandFailure.usage("get: a name and " + (all ? ALL : "-A") + " (expected: one of them)");
        }
        var pilot = PilotClient.of(home.home());
        switch (format) {
            case yaml, json -> console.print(whole(resources(pilot, kinds)));
            case name -> resources(pilot, kinds).forEach(resource -> console.print(name(resource)));
            case wide -> tables(console, pilot, kinds, true);
            case null -> tables(console, pilot, kinds, false);
        }
        return ExitCode.OK;
    }

    private List<JsonNode> resources(PilotClient pilot, List<Kind> kinds) {
        var resources = new ArrayList<JsonNode>();
        kinds.forEach(kind -> resources.addAll(fetch(kind, pilot::find, () -> pilot.list(kind, within(kind)))));
        return resources;
    }

    /// A table for each kind that there is something of, as kubectl does it.
    private void tables(Console console, PilotClient pilot, List<Kind> kinds, boolean wide) {
        boolean any = false;
        for (var kind : kinds) {
            var tables = fetch(kind, pilot::table, () -> List.of(pilot.table(kind, within(kind))));
            if (tables.stream().anyMatch(table -> !table.path("rows").isEmpty())) {
                if (kinds.size() > 1) {
                    console.print((any ? "\n" : "") + console.strong(kind.plural()));
                }
                any = true;
                new ResourceTable(everywhere && kind.namespaced(), wide)
                        .of(tables)
                        .print(console);
            }
        }
        if (!any) {
            boolean nowhere =
                    everywhere || (kinds.size() == 1 && !kinds.getFirst().namespaced());
            console.note(nowhere ? "No resources found." : "No resources found in namespace " + namespace.name() + ".");
        }
    }

    private @Nullable String within(Kind kind) {
        return everywhere || !kind.namespaced() ? null : namespace.name();
    }

    private static String name(JsonNode resource) {
        var kind = resource.path("kind").asText().toLowerCase(Locale.ROOT);
        return kind + "/" + resource.at("/metadata/name").asText();
    }

    /// One by one when there are names, else all.
    private List<JsonNode> fetch(
            Kind kind, Function<ResourceKey, Optional<JsonNode>> one, Supplier<List<JsonNode>> all) {
        if (names.isEmpty()) {
            return all.get();
        }
        var found = new ArrayList<JsonNode>();
        for (var name : names) {
            var key = KindArgument.key(kind, namespace.name(), name);
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

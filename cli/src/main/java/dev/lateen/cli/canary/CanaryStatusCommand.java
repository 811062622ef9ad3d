package dev.lateen.cli.canary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lateen.api.meta.Age;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Documents;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.cli.terminal.Table;
import dev.lateen.compiler.RampNote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lateen canary status`: one canary with its story, or all of a namespace.
@Command(
        name = "status",
        description = {"Show a canary and what became of it so far, or all of them without a name."})
final class CanaryStatusCommand implements Callable<Integer> {

    @Mixin
    private final CanaryTarget target = new CanaryTarget();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "yaml or json: what pilot says.")
    private @Nullable Format format;

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
        var ramps = ramps(target.pilot());
        if (format != null) {
            JsonNode all = target.isNamed()
                    ? ramps.getFirst()
                    : JsonNodeFactory.instance.arrayNode().addAll(ramps);
            console.print(format == Format.yaml ? Documents.yaml(all) : Documents.json(all));
        } else if (ramps.isEmpty()) {
            console.note("No canary in namespace " + target.namespace() + ".");
        } else {
            table(ramps, Instant.now()).print(console);
            if (target.isNamed()) {
                new CanaryStory(console).tell(ramps.getFirst());
            }
        }
        return ExitCode.OK;
    }

    private List<JsonNode> ramps(PilotClient pilot) {
        if (target.isNamed()) {
            var ramp = pilot.ramp(target.key());
            if (!ramp.path("kind").asText().equals("Ramp")) {
                throw CommandFailure.of(ramp.path("message").asText(), "`lateen canary NAME --to SUBSET` begins one");
            }
            return List.of(ramp);
        }
        var ramps = new ArrayList<JsonNode>();
        for (var service : pilot.list(Kind.VIRTUAL_SERVICE, target.namespace())) {
            var metadata = service.path("metadata");
            if (metadata.path("annotations").has(RampNote.ANNOTATION)) {
                var name = metadata.path("name").asText();
                ramps.add(pilot.ramp(new ResourceKey(Kind.VIRTUAL_SERVICE, target.namespace(), name)));
            }
        }
        ramps.removeIf(ramp -> !ramp.path("kind").asText().equals("Ramp"));
        return ramps;
    }

    private static Table table(List<JsonNode> ramps, Instant now) {
        var table = new Table("NAME", "TO", "PHASE", "STEP", "WEIGHT", "REQUESTS", "ERRORS", "P99", "AGE");
        for (var ramp : ramps) {
            var counts = ramp.path("counts");
            long errors = counts.path("upstreamErrors").asLong()
                    + counts.path("localErrors").asLong();
            table.row(
                    ramp.path("virtualService").asText(),
                    ramp.path("to").asText(),
                    ramp.path("phase").asText(),
                    ramp.path("step").asInt() + "/" + ramp.path("steps").size(),
                    ramp.path("weight").asInt() + "%",
                    counts.path("requests").asText(),
                    Long.toString(errors),
                    String.format(
                            Locale.ROOT, "%.0fms", counts.path("p99Millis").asDouble()),
                    Age.of(Duration.between(Instant.parse(ramp.path("since").asText()), now)));
        }
        return table;
    }
}

package dev.lateen.cli.canary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Durations;
import dev.lateen.cli.terminal.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lateen canary`: begins one and tells how it fares.
@Command(
        name = "canary",
        description = {
            "Move traffic to a subset step by step, and back when it fares badly.",
            "",
            "Pilot moves the weights of the rule that has the subset, and judges each step by what the mesh counts for "
                    + "that rule and subset. The command tells what happens until it is over; ending it does not end the "
                    + "canary."
        },
        subcommands = {
            CanaryStatusCommand.class,
            CanaryOrderCommand.Promote.class,
            CanaryOrderCommand.Abort.class,
            CanaryOrderCommand.Pause.class,
            CanaryOrderCommand.Resume.class
        })
public final class CanaryCommand implements Callable<Integer> {

    @Mixin
    private final CanaryTarget target = new CanaryTarget();

    @Option(names = "--to", paramLabel = "SUBSET", description = "The subset that gets more and more.")
    private @Nullable String to;

    @Option(
            names = "--steps",
            split = ",",
            paramLabel = "PERCENT",
            defaultValue = "5,25,50,100",
            description = "Its shares, one after the other (default: ${DEFAULT-VALUE}).")
    private List<Integer> steps = List.of();

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "2m",
            converter = Durations.class,
            description = "How long each step lasts at least (default: ${DEFAULT-VALUE}).")
    private Duration every = Duration.ofMinutes(2);

    @Option(
            names = "--abort-on",
            paramLabel = "LIMITS",
            defaultValue = "errors>1%",
            description = "Limits that end it and put the weights back, such as 'errors>1%%, p99>250ms' "
                    + "(default: ${DEFAULT-VALUE}).")
    private String abortOn = "errors>1%";

    @Option(
            names = "--min-requests",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "Requests to the subset without which a step is not judged and lasts on "
                    + "(default: ${DEFAULT-VALUE}).")
    private long minRequests = 100;

    @ArgGroup
    private @Nullable Rule rule;

    @Option(names = "--no-follow", description = "Return when the first step is taken.")
    private boolean detached;

    @Spec
    private @Nullable CommandSpec spec;

    /// Which one, when several have the subset.
    static final class Rule {

        @Option(names = "--rule", paramLabel = "NAME", description = "Name of the rule, when several have the subset.")
        private @Nullable String name;

        @Option(
                names = "--rule-index",
                paramLabel = "INDEX",
                description = "The same by its place in spec.http, from 0 on.")
        private @Nullable Integer index;
    }

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        var key = target.key();
        if (to == null) {
            throw CommandFailure.usage("no --to (expected: the subset that gets more and more)");
        }
        JsonNode begun = target.pilot().beginRamp(key, plan(to));
        var story = new CanaryStory(console);
        story.tell(begun);
        if (detached) {
            return ExitCode.OK;
        }
        console.hint("`lateen canary abort " + key.name() + "` puts the weights back; leaving this does not");
        return new Follow(target::pilot, key, story).toTheEnd();
    }

    private ObjectNode plan(String subset) {
        var plan = JsonNodeFactory.instance.objectNode().put("to", subset);
        var shares = plan.putArray("steps");
        steps.forEach(shares::add);
        plan.put("every", every.toString()).put("abortOn", abortOn).put("minRequests", minRequests);
        if (rule != null && rule.name != null) {
            plan.put("rule", rule.name);
        } else if (rule != null) {
            plan.put("rule", rule.index);
        }
        return plan;
    }
}

package dev.lateen.cli.resource;

import dev.lateen.cli.pilot.PilotClient;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.Durations;
import dev.lateen.cli.terminal.ExitCode;
import dev.lateen.snapshot.push.RevisionStatus;
import java.time.Duration;
import picocli.CommandLine.Option;

/// Waits until every proxy runs on a change, and says so: the option and what it does.
final class RevisionWait {

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How long to wait until all proxies run on the change; 0s does not wait "
                    + "(default: ${DEFAULT-VALUE}).")
    private Duration atMost = Duration.ofSeconds(5);

    /// The exit code: a failure when proxies are missing at the deadline.
    int await(PilotClient pilot, long revision, Console console, Warnings warnings) {
        if (atMost.isZero()) {
            console.print("revision " + revision);
            return ExitCode.OK;
        }
        var status = pilot.revision(revision, atMost);
        console.print(text(status));
        status.held().forEach(held -> warnings.say(held.resource(), held.path(), held.message()));
        for (var pending : status.pending()) {
            console.error(pending.proxy() + " is not on revision " + revision + ": " + pending.reason());
        }
        if (status.pending().isEmpty()) {
            return ExitCode.OK;
        }
        console.hint("`lateen proxy-status` shows every proxy; a longer --wait gives slow ones more time");
        return ExitCode.FAILURE;
    }

    static String text(RevisionStatus status) {
        var revision = "revision " + status.revision() + ": ";
        if (status.proxies() == 0) {
            return revision + "no proxy is connected";
        }
        return revision + status.acked() + "/" + status.proxies() + " proxies in " + status.millis() + " ms";
    }
}

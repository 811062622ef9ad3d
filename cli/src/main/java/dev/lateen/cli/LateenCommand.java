package dev.lateen.cli;

import dev.lateen.cli.canary.CanaryCommand;
import dev.lateen.cli.inspect.ExplainCommand;
import dev.lateen.cli.inspect.ProxyConfigCommand;
import dev.lateen.cli.inspect.ProxyStatusCommand;
import dev.lateen.cli.mesh.DemoCommand;
import dev.lateen.cli.mesh.DownCommand;
import dev.lateen.cli.mesh.StatusCommand;
import dev.lateen.cli.mesh.SuperviseCommand;
import dev.lateen.cli.mesh.TrainCommand;
import dev.lateen.cli.mesh.UpCommand;
import dev.lateen.cli.resource.AnalyzeCommand;
import dev.lateen.cli.resource.ApplyCommand;
import dev.lateen.cli.resource.DeleteCommand;
import dev.lateen.cli.resource.GetCommand;
import dev.lateen.cli.workload.RunCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command itself: without a subcommand it shows its help.
@Command(
        name = "lateen",
        description = {"A small service mesh that speaks Istio's API."},
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:not done, or a check failed",
            " 2:the command line makes no sense",
            "79:`analyze` found errors",
            " *:`run` ends with the exit code of its command"
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            RunCommand.class,
            ApplyCommand.class,
            GetCommand.class,
            DeleteCommand.class,
            CanaryCommand.class,
            AnalyzeCommand.class,
            ExplainCommand.class,
            ProxyStatusCommand.class,
            ProxyConfigCommand.class,
            TrainCommand.class,
            VersionCommand.class,
            SuperviseCommand.class
        })
final class LateenCommand implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean version;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        var line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getOut());
    }
}

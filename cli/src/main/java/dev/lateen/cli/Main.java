package dev.lateen.cli;

import dev.lateen.cli.terminal.CommandFailure;
import dev.lateen.cli.terminal.Console;
import dev.lateen.cli.terminal.ExitCode;
import picocli.CommandLine;

/// Entry point of the `lateen` command.
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /// The whole command, ready to `execute`; what it prints can be redirected.
    static CommandLine commandLine() {
        var line = new CommandLine(new LateenCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> explain(failure, command));
        line.setParameterExceptionHandler((failure, _) -> {
            var command = failure.getCommandLine();
            var console = Console.of(command.getCommandSpec());
            console.error(String.valueOf(failure.getMessage()));
            CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
            console.hint("`" + command.getCommandSpec().qualifiedName() + " --help` shows what it takes");
            return ExitCode.USAGE;
        });
        return line;
    }

    private static int explain(Exception failure, CommandLine command) {
        var console = Console.of(command.getCommandSpec());
        if (failure instanceof CommandFailure explained) {
            console.error(explained.message());
            if (explained.hint() != null) {
                console.hint(explained.hint());
            }
            return explained.exitCode();
        }
        // A defect of ours: whoever reports it needs the trace.
        failure.printStackTrace(command.getErr());
        return ExitCode.FAILURE;
    }
}

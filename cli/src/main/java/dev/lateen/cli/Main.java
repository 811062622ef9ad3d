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
        return commandLine(new LateenCommand());
    }

    /// Another command in the same manners: failures in words, the same exit codes.
    public static CommandLine commandLine(Object command) {
        var line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, failed, _) -> explain(failure, failed));
        line.setParameterExceptionHandler((failure, _) -> {
            var wrong = failure.getCommandLine();
            var console = Console.of(wrong.getCommandSpec());
            console.error(String.valueOf(failure.getMessage()));
            CommandLine.UnmatchedArgumentException.printSuggestions(failure, wrong.getErr());
            console.hint("`" + wrong.getCommandSpec().qualifiedName() + " --help` shows what it takes");
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

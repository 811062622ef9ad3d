package dev.lateen.cli.terminal;

import org.jspecify.annotations.Nullable;

/// A command gives up, with words for its user: shown without a stack trace.
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final @Nullable String hint;
    private final int exitCode;

    private CommandFailure(String message, @Nullable String hint, int exitCode) {
        super(message);
        this.hint = hint;
        this.exitCode = exitCode;
    }

    public static CommandFailure of(String message) {
        return new CommandFailure(message, null, ExitCode.FAILURE);
    }

    /// @param hint what the user can do about it
    public static CommandFailure of(String message, String hint) {
        return new CommandFailure(message, hint, ExitCode.FAILURE);
    }

    /// For values that can only be judged after parsing.
    public static CommandFailure usage(String message) {
        return new CommandFailure(message, null, ExitCode.USAGE);
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    public @Nullable String hint() {
        return hint;
    }

    public int exitCode() {
        return exitCode;
    }
}

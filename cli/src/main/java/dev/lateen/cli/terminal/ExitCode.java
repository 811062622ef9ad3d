package dev.lateen.cli.terminal;

/// What the command ends with; `lateen run` ends with the exit code of its command instead.
public final class ExitCode {

    public static final int OK = 0;
    /// The command could not do what it was asked for, or a check failed.
    public static final int FAILURE = 1;
    /// The command line makes no sense.
    public static final int USAGE = 2;
    /// `analyze` found errors; the number is that of `istioctl analyze`.
    public static final int FINDINGS = 79;

    private ExitCode() {}
}

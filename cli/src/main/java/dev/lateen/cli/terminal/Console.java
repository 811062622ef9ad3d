package dev.lateen.cli.terminal;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/// Where a command writes: results to `out`, everything about the way there to `err`.
///
/// Colours only on a terminal, and never with `NO_COLOR` in the environment. Thread-safe, line by line.
public final class Console {

    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean colour;

    public Console(PrintWriter out, PrintWriter err, boolean colour) {
        this.out = out;
        this.err = err;
        this.colour = colour;
    }

    public static Console of(CommandSpec spec) {
        var line = spec.commandLine();
        return new Console(line.getOut(), line.getErr(), isColourful());
    }

    /// `System.console()` is null only when neither side is a terminal, so that its own question is the right one.
    public static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private static boolean isColourful() {
        return isTerminal() && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    }

    public synchronized void print(String line) {
        out.println(line);
        out.flush();
    }

    public synchronized void note(String line) {
        err.println(line);
        err.flush();
    }

    public void error(String message) {
        note(paint("31", "error") + ": " + message);
    }

    public void warning(String message) {
        note(paint("33", "warning") + ": " + message);
    }

    public void hint(String message) {
        note(paint("36", "hint") + ": " + message);
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + RESET : text;
    }
}

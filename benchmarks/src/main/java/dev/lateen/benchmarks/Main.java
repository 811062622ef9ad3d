package dev.lateen.benchmarks;

/// Entry point of `lateen bench`.
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        System.exit(dev.lateen.cli.Main.commandLine(new BenchCommand()).execute(arguments));
    }
}

package dev.lateen.cli;

import dev.lateen.cli.terminal.Console;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lateen version`: the same as `--version`. The number is the build's; it stands in the manifest only.
@Command(
        name = "version",
        description = {"Show the version."})
final class VersionCommand implements Callable<Integer>, IVersionProvider {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var console = Console.of(Objects.requireNonNull(spec));
        for (var line : getVersion()) {
            console.print(line);
        }
        return 0;
    }

    @Override
    public String[] getVersion() {
        var version = VersionCommand.class.getPackage().getImplementationVersion();
        return new String[] {"lateen " + (version == null ? "(not packaged)" : version)};
    }
}

package dev.lateen.cli.home;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that nearly every command has.
public final class HomeOption {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Folder of the mesh (default: $LATEEN_HOME, else .lateen in the current directory).")
    private @Nullable Path directory;

    public Home home() {
        return Home.of(directory);
    }
}

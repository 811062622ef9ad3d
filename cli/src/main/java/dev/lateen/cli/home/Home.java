package dev.lateen.cli.home;

import dev.lateen.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The folder of one mesh; every file in it has its name from here.
///
/// @param directory absolute
public record Home(Path directory) {

    public static final String DEFAULT = ".lateen";
    public static final String VARIABLE = "LATEEN_HOME";

    /// `--home`, else `LATEEN_HOME`, else `.lateen` in the current directory.
    public static Home of(@Nullable Path option) {
        var variable = System.getenv(VARIABLE);
        var chosen = option != null ? option : Path.of(variable == null || variable.isEmpty() ? DEFAULT : variable);
        var directory = chosen.toAbsolutePath().normalize();
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw CommandFailure.usage("--home: " + directory + " (expected: a directory, or nothing yet)");
        }
        return new Home(directory);
    }

    public Path meshFile() {
        return directory.resolve("mesh.json");
    }

    /// Locked as long as a mesh runs here.
    public Path lock() {
        return directory.resolve("lock");
    }

    public Path token() {
        return directory.resolve("token");
    }

    /// What proxies show to be sent secrets; pilot makes it.
    public Path proxyToken() {
        return directory.resolve("proxy-token");
    }

    public Path store() {
        return directory.resolve("store");
    }

    public Path proxies() {
        return directory.resolve("proxies");
    }

    /// A proxy's own files.
    public Path proxy(String id) {
        return proxies().resolve(id);
    }

    /// Where a proxy listens, as it says itself.
    public Path proxyPorts(String id) {
        return proxy(id).resolve("ports.json");
    }

    /// One file for each `lateen run`.
    public Path workloads() {
        return directory.resolve("workloads");
    }

    public Path log(String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }

    /// As a user would type it: short below the current directory.
    public String shown() {
        var here = Path.of("").toAbsolutePath();
        return directory.startsWith(here) && !directory.equals(here)
                ? here.relativize(directory).toString()
                : directory.toString();
    }

    /// What has to be added to a command so that it means this home.
    public String option() {
        return equals(of(null)) ? "" : " --home " + shown();
    }
}

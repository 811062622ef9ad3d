package dev.lateen.pilot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The configuration keys of pilot. An unknown property below `lateen.pilot` fails the start; an unknown environment
/// variable does not.
@ConfigMapping(prefix = "lateen.pilot")
public interface PilotSettings {

    /// Where token, store and ports file live.
    @WithDefault(".lateen")
    Path home();

    /// Of the push and monitoring ports.
    @WithDefault("127.0.0.1")
    String bindAddress();

    /// Of the local resource API.
    @WithDefault("127.0.0.1")
    String apiBindAddress();

    @WithDefault("15010")
    int pushPort();

    @WithDefault("15016")
    int apiPort();

    @WithDefault("15014")
    int monitoringPort();

    /// A directory to watch for resources.
    Optional<Path> configDirectory();

    /// Of the local resource API; without it the token in the home is kept, or one is made.
    Optional<String> token();

    /// How often the watched directory is looked at without being told to.
    @WithDefault("2S")
    Duration rescan();

    Debounce debounce();

    /// How long changes are gathered before they are compiled.
    interface Debounce {

        /// Without a further change.
        @WithDefault("PT0.010S")
        Duration quiet();

        /// After the first change, at most.
        @WithDefault("PT0.100S")
        Duration most();
    }
}

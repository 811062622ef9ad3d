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

    /// Address of the push and monitoring ports.
    @WithDefault("127.0.0.1")
    String bindAddress();

    /// Address of the local resource API.
    @WithDefault("127.0.0.1")
    String apiBindAddress();

    /// The config-push API; 0 takes a free one, here and below.
    @WithDefault("15010")
    int pushPort();

    /// The local resource API.
    @WithDefault("15016")
    int apiPort();

    /// `/metrics`, `/ready`, `/debug/syncz`.
    @WithDefault("15014")
    int monitoringPort();

    /// A directory to watch for resources.
    Optional<Path> configDirectory();

    /// Bearer token of the local resource API; without it the one in the home is kept, or one is made.
    Optional<String> token();

    /// How often the watched directory is looked at without being told to.
    @WithDefault("2S")
    Duration rescan();

    Debounce debounce();

    /// How long changes are gathered before they are compiled.
    interface Debounce {

        /// Changes are gathered until this long passes without another.
        @WithDefault("PT0.010S")
        Duration quiet();

        /// Changes are gathered for this long after the first one, at most.
        @WithDefault("PT0.100S")
        Duration most();
    }
}

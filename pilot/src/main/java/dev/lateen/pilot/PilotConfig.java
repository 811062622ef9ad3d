package dev.lateen.pilot;

import dev.lateen.pilot.push.Pusher;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a pilot runs. A port of 0 takes a free one.
///
/// @param home where token, store and ports file live
/// @param bindAddress of the push and monitoring ports
/// @param apiBindAddress of the local resource API, which is meant for this machine only
/// @param managementPort of Quarkus, for the ports file; 0 without one
/// @param configDirectory to watch for resources; null for none
/// @param token of the local resource API; null keeps the one in the home, or makes one
/// @param rescan how often the watched directory is looked at without being told to
public record PilotConfig(
        Path home,
        String bindAddress,
        String apiBindAddress,
        Ports ports,
        int managementPort,
        @Nullable Path configDirectory,
        @Nullable String token,
        Duration rescan,
        Pusher.Timing timing) {

    /// The ports that pilot binds itself.
    public record Ports(int push, int api, int monitoring) {
        public static final Ports DEFAULT = new Ports(15010, 15016, 15014);
        public static final Ports FREE = new Ports(0, 0, 0);
    }

    /// Standard ports on loopback, no watched directory.
    public static PilotConfig at(Path home) {
        return new PilotConfig(
                home,
                "127.0.0.1",
                "127.0.0.1",
                Ports.DEFAULT,
                0,
                null,
                null,
                Duration.ofSeconds(2),
                Pusher.Timing.DEFAULT);
    }

    public PilotConfig withPorts(Ports chosen) {
        return new PilotConfig(
                home, bindAddress, apiBindAddress, chosen, managementPort, configDirectory, token, rescan, timing);
    }

    public PilotConfig withConfigDirectory(@Nullable Path directory) {
        return new PilotConfig(
                home, bindAddress, apiBindAddress, ports, managementPort, directory, token, rescan, timing);
    }

    public PilotConfig withToken(@Nullable String secret) {
        return new PilotConfig(
                home, bindAddress, apiBindAddress, ports, managementPort, configDirectory, secret, rescan, timing);
    }

    /// Without the token.
    @Override
    public String toString() {
        return "PilotConfig[home=%s, bindAddress=%s, ports=%s, configDirectory=%s]"
                .formatted(home, bindAddress, ports, configDirectory);
    }
}

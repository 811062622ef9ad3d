package dev.lateen.cli.pilot;

import dev.lateen.cli.home.Home;
import dev.lateen.cli.home.RunningMesh;
import dev.lateen.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where pilot listens.
///
/// @param push the config-push API
/// @param api the local resource API
/// @param token file with the secret of the latter
public record PilotAddress(URI push, URI api, Path token) {

    /// The pilot of the mesh that runs in this home.
    public static PilotAddress of(Home home) {
        return of(home, RunningMesh.required(home).ports());
    }

    public static PilotAddress of(Home home, RunningMesh.Ports ports) {
        return new PilotAddress(loopback(ports.push()), loopback(ports.api()), home.token());
    }

    String secret() {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw CommandFailure.of(
                    "the token of pilot cannot be read: " + token + ": " + e.getMessage(),
                    "is pilot still starting, or does the mesh belong to another user?");
        }
    }

    private static URI loopback(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}

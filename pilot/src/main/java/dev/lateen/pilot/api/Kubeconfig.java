package dev.lateen.pilot.api;

import java.io.IOException;
import java.nio.file.Path;

/// A configuration for kubectl, readable by its owner only: `kubectl --kubeconfig <home>/kubeconfig get
/// virtualservices`.
public final class Kubeconfig {

    /// Who the holder of the token is.
    static final String USER = "lateen";

    private Kubeconfig() {}

    /// The token stands in the server's URL, since kubectl sends what else it has for a user over TLS only.
    public static void write(Path file, int port, String token) throws IOException {
        TokenFile.write(file, """
                apiVersion: v1
                kind: Config
                current-context: lateen
                contexts:
                - name: lateen
                  context: {cluster: lateen, namespace: default, user: ""}
                clusters:
                - name: lateen
                  cluster: {server: "http://%s:%s@127.0.0.1:%d"}
                """.formatted(USER, token, port));
    }
}

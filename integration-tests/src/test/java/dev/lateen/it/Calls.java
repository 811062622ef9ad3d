package dev.lateen.it;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/// Single requests, each on a connection of its own.
final class Calls {

    private Calls() {}

    /// To a gateway's port.
    static RawResponse gateway(int port, String host, String path, String... headers) {
        return send(port, path, host, headers);
    }

    /// Through a workload's sidecar, as a program with `http_proxy` set would.
    static RawResponse mesh(MeshProxy caller, String authority, String path, String... headers) {
        return send(caller.outboundPort(), "http://" + authority + path, authority, headers);
    }

    /// What the rule that took the request calls itself ([Yaml#rule]), `-` when none did, else the status.
    static String rule(RawResponse response) {
        return response.status() == 200 ? response.header("x-rule").orElse("-") : Integer.toString(response.status());
    }

    private static RawResponse send(int port, String target, String host, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Host: " + host;
        try {
            return RawHttpClient.fetch(port, target, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;

/// A mesh in which the same rules are met by a client of the gateway and by a program behind a sidecar.
final class TwoWays implements AutoCloseable {

    static final String HOST = "x.example.com";

    private final Mesh mesh;
    private final MeshWorkload caller;
    private final MeshWorkload httpbin;

    enum Via {
        GATEWAY(HOST),
        SIDECAR("httpbin:8000");

        private final String authority;

        Via(String authority) {
            this.authority = authority;
        }

        String authority() {
            return authority;
        }

        String request(String method, String path, String rest) {
            String target = this == GATEWAY ? path : "http://" + authority + path;
            return method + " " + target + " HTTP/1.1\r\nHost: " + authority + "\r\n" + rest;
        }
    }

    private TwoWays(OriginServer.Handler handler) {
        mesh = Mesh.start();
        caller = mesh.workload("caller", "v1");
        httpbin = mesh.workload("httpbin", "v1", handler);
        mesh.apply(Yaml.gateway("default/gateway", "*"));
    }

    static TwoWays start(OriginServer.Handler handler) {
        return new TwoWays(handler);
    }

    Mesh mesh() {
        return mesh;
    }

    ReceivedRequest received() {
        return httpbin.origin().takeRequest();
    }

    /// `http` rules in force for both, with other resources beside them, until closed.
    Applied rules(String http, String... others) {
        return Applied.to(
                mesh,
                Yaml.virtualService("default/a", HOST, "gateway", http)
                        + Yaml.virtualService("default/b", "httpbin", "mesh", http)
                        + String.join("", others));
    }

    RawResponse get(Via via, String path, String... headers) {
        return via == Via.GATEWAY
                ? Calls.gateway(mesh.gatewayPort(), via.authority, path, headers)
                : Calls.mesh(caller.sidecar(), via.authority, path, headers);
    }

    /// What the application got.
    ReceivedRequest forwarded(Via via, String path, String... headers) {
        RawResponse response = get(via, path, headers);
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return received();
    }

    RawHttpClient connect(Via via) throws IOException {
        return RawHttpClient.connect(
                via == Via.GATEWAY ? mesh.gatewayPort() : caller.sidecar().outboundPort());
    }

    @Override
    public void close() {
        mesh.close();
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.OriginServer;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import dev.lateen.testkit.ReceivedRequest;
import java.io.IOException;

/// Two proxies in front of one application: the gateway or the caller's sidecar, then the application's own.
record Chain(Mesh mesh, MeshWorkload caller, MeshWorkload httpbin) implements AutoCloseable {

    /// Where a request enters the mesh.
    enum Via {
        GATEWAY,
        SIDECAR;

        String host() {
            return this == GATEWAY ? "x.example.com" : "httpbin:" + Mesh.SERVICE_PORT;
        }

        /// Request line and Host.
        String head(String method, String path) {
            String target = this == GATEWAY ? path : "http://" + host() + path;
            return method + " " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n";
        }
    }

    static Chain start(OriginServer.Handler handler) {
        Mesh mesh = Mesh.start(2);
        MeshWorkload caller = mesh.workload("caller", "v1");
        MeshWorkload httpbin = mesh.workload("httpbin", "v1", handler);
        mesh.apply(Yaml.gateway("default/gateway", "*")
                + Yaml.virtualService("default/a", "*", "gateway", Yaml.rule("all")));
        return new Chain(mesh, caller, httpbin);
    }

    RawHttpClient connect(Via via) throws IOException {
        return RawHttpClient.connect(
                via == Via.GATEWAY ? mesh.gatewayPort() : caller.sidecar().outboundPort());
    }

    RawResponse send(Via via, String method, String path, String... headers) throws IOException {
        try (RawHttpClient client = connect(via)) {
            String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            return client.send(via.head(method, path) + lines + "\r\n").readFinal(method);
        }
    }

    /// What the application gets of `GET /` with these headers.
    ReceivedRequest forwarded(Via via, String... headers) throws IOException {
        assertThat(send(via, "GET", "/", headers).status()).isEqualTo(200);
        return take();
    }

    ReceivedRequest take() {
        return httpbin.origin().takeRequest();
    }

    @Override
    public void close() {
        mesh.close();
    }
}

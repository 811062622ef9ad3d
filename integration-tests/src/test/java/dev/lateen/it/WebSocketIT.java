package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.engine.Engine;
import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// WebSockets through the proxies of a mesh.
class WebSocketIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: httpbin:8000\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    private static RawTcpOrigin webSocket() {
        return RawTcpOrigin.start(connection -> {
            connection.readHead();
            connection.write(SWITCHING);
            while (true) {
                connection.write(connection.readUntil(bytes -> bytes[bytes.length - 1] == '\n'));
            }
        });
    }

    /// A workload of `service` whose application is not an HTTP server of the test kit.
    private static MeshProxy workload(Mesh mesh, String service, String portName, RawTcpOrigin application) {
        mesh.apply(Yaml.service(service, Mesh.SERVICE_PORT).replace("name: http,", "name: " + portName + ","));
        var labels = Map.of("app", service, "version", "v1");
        var inbound = new ProxyNode.InboundPort(Mesh.SERVICE_PORT, Mesh.freePort(), application.port());
        var name = service + "-v1";
        var sidecar = mesh.proxy(new ProxyNode(
                ProxyNode.Role.SIDECAR, "default", name, labels, List.of(inbound), Mesh.freePort(), Map.of()));
        mesh.apply(Yaml.workloadEntry(name, labels, inbound.listenPort()).replace("{http:", "{" + portName + ":"));
        return sidecar;
    }

    private static String rules(String rules) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: bytes}
                spec:
                  hosts: ["*"]
                  gateways: [gateway]
                %s
                """.formatted(rules.indent(2));
    }

    private static String http(int push) {
        return rules("""
                http:
                - name: push-%d
                  timeout: 30s
                  route:
                  - destination: {host: httpbin}
                    headers: {response: {set: {x-push: "%d"}}}
                """.formatted(push, push));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void echoes(RawHttpClient client, String line) throws IOException {
        client.send(line + "\n");
        assertThat(text(client.readBytes(line.length() + 1))).isEqualTo(line + "\n");
    }

    private static RawHttpClient connect(int port) throws IOException {
        return RawHttpClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
    }

    private static long tunnels(Engine engine) {
        return engine.stats().openTunnels();
    }

    @Test
    void aHundredWebSocketsOutliveAHundredPushes() throws Exception {
        var clients = new ArrayList<RawHttpClient>();
        try (var application = webSocket();
                var mesh = Mesh.start();
                var sidecar = workload(mesh, "httpbin", "http", application)) {
            mesh.apply(Yaml.GATEWAY);
            mesh.apply(http(0));
            for (int i = 0; i < 100; i++) {
                var client = connect(mesh.gatewayPort());
                clients.add(client);
                assertThat(client.send(UPGRADE).read().status()).isEqualTo(101);
            }
            assertThat(tunnels(mesh.gateway().engine())).isEqualTo(100);

            for (int i = 1; i <= 100; i++) {
                mesh.apply(http(i));
                echoes(clients.get(i - 1), "after push " + i);
            }

            for (var client : clients) {
                echoes(client, "still here");
            }
            assertThat(mesh.gateway().engine().stats().snapshotsApplied()).isGreaterThan(100);
            assertThat(tunnels(mesh.gateway().engine())).isEqualTo(100);
            assertThat(tunnels(sidecar.engine())).isEqualTo(100);
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aWebSocketPassesTheSidecarOfItsClient() throws Exception {
        try (var application = webSocket();
                var mesh = Mesh.start();
                var sidecar = workload(mesh, "httpbin", "http", application);
                var caller = mesh.caller("default", "caller", Map.of("app", "caller"));
                var client = connect(caller.outboundPort())) {
            client.send(UPGRADE.replace("GET /chat", "GET http://httpbin:8000/chat"));
            assertThat(client.read().status()).isEqualTo(101);
            echoes(client, "hello");
            client.close();
            Eventually.await(
                    PATIENCE, "both tunnels end", () -> tunnels(caller.engine()) + tunnels(sidecar.engine()) == 0);
        }
    }
}

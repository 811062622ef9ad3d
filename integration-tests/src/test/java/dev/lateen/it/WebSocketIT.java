package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.proxy.engine.Engine;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// WebSockets through the proxies of a mesh.
class WebSocketIT {

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

    private static String http(int push) {
        return ByteStreams.rules("""
                http:
                - name: push-%d
                  timeout: 30s
                  route:
                  - destination: {host: httpbin}
                    headers: {response: {set: {x-push: "%d"}}}
                """.formatted(push, push));
    }

    private static long tunnels(Engine engine) {
        return engine.stats().openTunnels();
    }

    @Test
    void aHundredWebSocketsOutliveAHundredPushes() throws Exception {
        var clients = new ArrayList<RawHttpClient>();
        try (var application = webSocket();
                var mesh = Mesh.start();
                var sidecar = mesh.workload("httpbin", "http", application)) {
            mesh.apply(Yaml.GATEWAY);
            mesh.apply(http(0));
            for (int i = 0; i < 100; i++) {
                var client = ByteStreams.connect(mesh.gatewayPort());
                clients.add(client);
                assertThat(client.send(UPGRADE).read().status()).isEqualTo(101);
            }
            assertThat(tunnels(mesh.gateway().engine())).isEqualTo(100);

            for (int i = 1; i <= 100; i++) {
                mesh.apply(http(i));
                ByteStreams.echoes(clients.get(i - 1), "after push " + i);
            }

            for (var client : clients) {
                ByteStreams.echoes(client, "still here");
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
                var sidecar = mesh.workload("httpbin", "http", application);
                var caller = mesh.caller("default", "caller", Map.of("app", "caller"));
                var client = ByteStreams.connect(caller.outboundPort())) {
            client.send(UPGRADE.replace("GET /chat", "GET http://httpbin:8000/chat"));
            assertThat(client.read().status()).isEqualTo(101);
            ByteStreams.echoes(client, "hello");
            client.close();
            Eventually.await(
                    ByteStreams.PATIENCE,
                    "both tunnels end",
                    () -> tunnels(caller.engine()) + tunnels(sidecar.engine()) == 0);
        }
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.push.ProxyNode;
import dev.lateen.testkit.ClientHellos;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawTcpOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is bytes to the mesh from its first byte: TCP, TLS that passes through.
class TcpIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Says its name, then sends back what comes.
    static RawTcpOrigin echo(String name) {
        return RawTcpOrigin.start(connection -> {
            connection.write(name);
            while (true) {
                connection.write(connection.readBytes(1));
            }
        });
    }

    private static MeshProxy workload(Mesh mesh, String service, String portName, RawTcpOrigin application) {
        return workload(mesh, service, portName + ":" + Mesh.SERVICE_PORT, application.port());
    }

    /// A workload of `service` whose application is not an HTTP server of the test kit.
    ///
    /// @param port name and number of the service's port, `tcp:8000`
    static MeshProxy workload(Mesh mesh, String service, String port, int application) {
        var portName = port.substring(0, port.indexOf(':'));
        int number = Integer.parseInt(port.substring(portName.length() + 1));
        mesh.apply(Yaml.service(service, number).replace("name: http,", "name: " + portName + ","));
        var labels = Map.of("app", service, "version", "v1");
        var inbound = new ProxyNode.InboundPort(number, Mesh.freePort(), application);
        var name = service + "-v1";
        var sidecar = mesh.proxy(new ProxyNode(
                ProxyNode.Role.SIDECAR, "default", name, labels, List.of(inbound), Mesh.freePort(), Map.of()));
        mesh.apply(Yaml.workloadEntry(name, labels, inbound.listenPort()).replace("{http:", "{" + portName + ":"));
        return sidecar;
    }

    private static String gateway(int port, String protocol, String rest) {
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: gateway}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - {port: {number: %d, name: bytes, protocol: %s}, hosts: ["*"]%s}
                """.formatted(port, protocol, rest);
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

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static void echoes(RawHttpClient client, String line) throws IOException {
        client.send(line + "\n");
        assertThat(text(client.readBytes(line.length() + 1))).isEqualTo(line + "\n");
    }

    static RawHttpClient connect(int port) throws IOException {
        return RawHttpClient.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
    }

    @Test
    void tcpReachesAWorkloadThroughGatewayAndSidecar() throws Exception {
        int port = Mesh.freePort();
        try (var application = echo("d");
                var mesh = Mesh.start();
                var sidecar = workload(mesh, "db", "tcp", application)) {
            mesh.apply(gateway(port, "TCP", ""));
            mesh.apply(rules("tcp: [{match: [{port: %d}], route: [{destination: {host: db}}]}]".formatted(port)));
            try (var client = connect(port)) {
                assertThat(text(client.readBytes(1))).isEqualTo("d");
                echoes(client, "PRI * HTTP/2.0");
                assertThat(sidecar.engine().stats().openTunnels()).isEqualTo(1);

                mesh.apply(rules("tcp: [{route: [{destination: {host: db, port: {number: 9}}}]}]"));

                echoes(client, "the rule is gone, the connection is not");
                try (var other = connect(port)) {
                    other.awaitClose();
                }
            }
        }
    }

    @Test
    void connectionsAreSplitExactly() throws Exception {
        int port = Mesh.freePort();
        try (var one = echo("1");
                var two = echo("2");
                var mesh = Mesh.start(2);
                var first = workload(mesh, "one", "tcp", one);
                var second = workload(mesh, "two", "tcp", two)) {
            mesh.apply(gateway(port, "MONGO", ""));
            mesh.apply(rules("""
                    tcp:
                    - route:
                      - {destination: {host: one}, weight: 90}
                      - {destination: {host: two}, weight: 10}
                    """));
            for (int i = 0; i < 20; i++) {
                try (var client = connect(port)) {
                    client.readBytes(1);
                }
            }
            assertThat(first.engine().stats().totalTunnels()).isEqualTo(18);
            assertThat(second.engine().stats().totalTunnels()).isEqualTo(2);
        }
    }

    @Test
    void tlsPassesThroughToTheServiceOfItsServerName() throws Exception {
        int port = Mesh.freePort();
        try (var one = echo("1");
                var two = echo("2");
                var mesh = Mesh.start();
                var _ = workload(mesh, "one", "tls", one);
                var _ = workload(mesh, "two", "tls", two)) {
            mesh.apply(gateway(port, "TLS", ", tls: {mode: PASSTHROUGH}"));
            mesh.apply(rules("""
                    tls:
                    - match: [{sniHosts: [one.example.com]}]
                      route: [{destination: {host: one}}]
                    - match: [{sniHosts: ["*.example.com"]}]
                      route: [{destination: {host: two}}]
                    """));
            assertThat(answer(port, "one.example.com")).isEqualTo("1");
            assertThat(answer(port, "other.example.com")).isEqualTo("2");
            try (var client = connect(port)) {
                client.send(ClientHellos.asking("example.org"));
                client.awaitClose();
            }
            assertThat(mesh.gateway().engine().stats().unmatchedConnections()).isEqualTo(1);
        }
    }

    static String answer(int port, String serverName) throws IOException {
        var hello = ClientHellos.asking(serverName);
        try (var client = connect(port)) {
            client.send(hello);
            var answer = client.readBytes(1 + hello.length);
            assertThat(Arrays.copyOfRange(answer, 1, answer.length)).isEqualTo(hello);
            return text(new byte[] {answer[0]});
        }
    }
}

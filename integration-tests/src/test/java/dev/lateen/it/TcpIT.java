package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.ClientHellos;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.TlsSide;
import org.junit.jupiter.api.Test;

/// What is bytes to the mesh from its first byte: TCP, TLS that passes through, and what is in TLS that ends here.
class TcpIT {

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

    @Test
    void tcpReachesAWorkloadThroughGatewayAndSidecar() throws Exception {
        int port = Mesh.freePort();
        try (var application = ByteStreams.echo("d");
                var mesh = Mesh.start();
                var sidecar = mesh.workload("db", "tcp", application)) {
            mesh.apply(gateway(port, "TCP", ""));
            mesh.apply(ByteStreams.rules(
                    "tcp: [{match: [{port: %d}], route: [{destination: {host: db}}]}]".formatted(port)));
            try (var client = ByteStreams.connect(port)) {
                assertThat(ByteStreams.text(client.readBytes(1))).isEqualTo("d");
                ByteStreams.echoes(client, "PRI * HTTP/2.0");
                assertThat(sidecar.engine().stats().openTunnels()).isEqualTo(1);

                mesh.apply(ByteStreams.rules("tcp: [{route: [{destination: {host: db, port: {number: 9}}}]}]"));

                ByteStreams.echoes(client, "the rule is gone, the connection is not");
                try (var other = ByteStreams.connect(port)) {
                    other.awaitClose();
                }
            }
        }
    }

    @Test
    void connectionsAreSplitExactly() throws Exception {
        int port = Mesh.freePort();
        try (var one = ByteStreams.echo("1");
                var two = ByteStreams.echo("2");
                var mesh = Mesh.start(2);
                var first = mesh.workload("one", "tcp", one);
                var second = mesh.workload("two", "tcp", two)) {
            mesh.apply(gateway(port, "MONGO", ""));
            mesh.apply(ByteStreams.rules("""
                    tcp:
                    - route:
                      - {destination: {host: one}, weight: 90}
                      - {destination: {host: two}, weight: 10}
                    """));
            for (int i = 0; i < 20; i++) {
                try (var client = ByteStreams.connect(port)) {
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
        try (var one = ByteStreams.echo("1");
                var two = ByteStreams.echo("2");
                var mesh = Mesh.start();
                var _ = mesh.workload("one", "tls", one);
                var _ = mesh.workload("two", "tls", two)) {
            mesh.apply(gateway(port, "TLS", ", tls: {mode: PASSTHROUGH}"));
            mesh.apply(ByteStreams.rules("""
                    tls:
                    - match: [{sniHosts: [one.example.com]}]
                      route: [{destination: {host: one}}]
                    - match: [{sniHosts: ["*.example.com"]}]
                      route: [{destination: {host: two}}]
                    """));
            assertThat(ByteStreams.answer(port, "one.example.com")).isEqualTo("1");
            assertThat(ByteStreams.answer(port, "other.example.com")).isEqualTo("2");
            try (var client = ByteStreams.connect(port)) {
                client.send(ClientHellos.asking("example.org"));
                client.awaitClose();
            }
            assertThat(mesh.gateway().engine().stats().unmatchedConnections()).isEqualTo(1);
        }
    }

    @Test
    void whatComesOutOfTlsIsBytesToTcpRules() throws Exception {
        int port = Mesh.freePort();
        var authority = Authority.create("site");
        try (var application = ByteStreams.echo("d");
                var mesh = Mesh.start();
                var sidecar = mesh.workload("db", "tcp", application)) {
            mesh.apply(Yaml.tlsSecret("istio-system/bytes", authority.certificate("db.example.com")));
            mesh.apply(gateway(port, "TLS", ", tls: {mode: SIMPLE, credentialName: bytes}"));
            mesh.apply(ByteStreams.rules("tcp: [{route: [{destination: {host: db}}]}]"));
            try (var client = RawHttpClient.connectTls(port, "db.example.com", TlsSide.of(authority, null))) {
                assertThat(ByteStreams.text(client.readBytes(1))).isEqualTo("d");
                ByteStreams.echoes(client, "GET / HTTP/1.1");
                assertThat(sidecar.engine().stats().openTunnels()).isEqualTo(1);

                mesh.apply(Yaml.tlsSecret("istio-system/bytes", authority.certificate("db.example.com")));

                ByteStreams.echoes(client, "the certificate is another one, the connection is the same");
            }
            Eventually.await(
                    ByteStreams.PATIENCE,
                    "the end of the client is passed on",
                    () -> sidecar.engine().stats().openTunnels() == 0);
            try (var plain = ByteStreams.connect(port)) {
                plain.send("not TLS\r\n\r\n");
                plain.awaitClose();
            }
        }
    }
}

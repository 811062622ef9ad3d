package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawTcpOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every condition and destination of `tcp` and `tls` rules at a gateway, by connections. Those of sidecars are in
/// [SidecarListenersIT].
@Proves({
    "VirtualService {tcp[],tls[]}.match[].{port,gateways,sourceLabels,sourceNamespace}",
    "VirtualService tls[].match[].sniHosts",
    "VirtualService {tcp[],tls[]}.route[].{destination,weight}"
})
class TunnelTableIT {

    private static final String NAME = "one.example.com";
    private static final int TCP = Mesh.freePort();
    private static final int TLS = Mesh.freePort();

    private static Mesh mesh;
    private static RawTcpOrigin one;
    private static RawTcpOrigin two;
    private static MeshProxy first;
    private static MeshProxy second;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        one = ByteStreams.echo("1");
        two = ByteStreams.echo("2");
        first = mesh.workload("one", "tcp", one);
        second = mesh.workload("two", "tcp", two);
        mesh.apply("""
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: gateway}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - {port: {number: %d, name: tcp, protocol: TCP}, hosts: ["*"]}
                  - {port: {number: %d, name: tls, protocol: TLS}, hosts: ["*.example.com"], tls: {mode: PASSTHROUGH}}
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: one}
                spec: {host: one, subsets: [{name: v1, labels: {version: v1}}, {name: v9, labels: {version: v9}}]}
                """.formatted(TCP, TLS));
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        mesh.close();
        one.close();
        two.close();
    }

    private static void apply(String tcpMatch, String tlsMatch, String destination) {
        mesh.apply("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: bytes}
                spec:
                  hosts: ["*.example.com"]
                  gateways: [gateway]
                  tcp:
                  - {match: [{%s}], route: [{destination: %s}]}
                  - {route: [{destination: {host: two}}]}
                  tls:
                  - {match: [{sniHosts: [%s]%s}], route: [{destination: %s}]}
                  - {match: [{sniHosts: ["*.example.com"]}], route: [{destination: {host: two}}]}
                """.formatted(tcpMatch, destination, NAME, tlsMatch, destination));
    }

    /// Condition beside the port and the names, and whether it holds; `TCP` and `TLS` are the servers' ports.
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "port: PORT                                                        | true",
                "port: 1                                                           | false",
                "gateways: [gateway]                                               | true",
                "gateways: [default/gateway, mesh]                                 | true",
                "gateways: [mesh]                                                  | false",
                "sourceLabels: {istio: ingressgateway}                             | true",
                "sourceLabels: {istio: ingressgateway, zone: a}                    | false",
                "sourceNamespace: istio-system                                     | true",
                "sourceNamespace: default                                          | false",
                "sourceNamespace: default, gateways: [gateway]                     | true",
                "destinationSubnets: ['10.0.0.0/8']                                | true",
                "port: PORT, sourceNamespace: istio-system                         | true",
                "port: 1, sourceNamespace: istio-system                            | false"
            })
    void conditions(String match, boolean holds) {
        apply(
                match.replace("PORT", String.valueOf(TCP)),
                ", " + match.replace("PORT", String.valueOf(TLS)),
                "{host: one}");

        assertThat(tcp()).isEqualTo(holds ? "1" : "2");
        assertThat(tls()).isEqualTo(holds ? "1" : "2");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{host: one}                                      | 1",
                "{host: one.default.svc.cluster.local}            | 1",
                "{host: one, port: {number: 8000}}                | 1",
                "{host: one, port: {number: 9}}                   | closed",
                "{host: one, subset: v1}                          | 1",
                "{host: one, subset: v9}                          | closed",
                "{host: one, subset: unknown}                     | closed",
                "{host: nowhere.example.com}                      | closed"
            })
    void destinations(String destination, String expected) {
        apply("", "", destination);

        assertThat(tcp()).isEqualTo(expected);
        assertThat(tls()).isEqualTo(expected);
    }

    @Test
    void weights() {
        apply("", "", "{host: one}, weight: 3}, {weight: 1, destination: {host: two}");

        assertThat(IntStream.range(0, 8).filter(_ -> tcp().equals("1")).count()).isEqualTo(6);
        assertThat(IntStream.range(0, 8).filter(_ -> tls().equals("1")).count()).isEqualTo(6);
    }

    private static String tcp() {
        try (var client = ByteStreams.connect(TCP)) {
            return ByteStreams.text(client.readBytes(1));
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            return "closed";
        }
    }

    private static String tls() {
        try {
            return ByteStreams.answer(TLS, NAME);
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            return "closed";
        }
    }
}

package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawHttpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Servers of several Gateways that meet on one port.
@Proves({"Gateway selector", "Gateway servers[].{bind,name,port,tls.httpsRedirect}"})
class GatewayServersIT {

    private static final String HOST = "a.example.com";

    private static Mesh mesh;

    @BeforeAll
    static void start() {
        mesh = Mesh.start();
        mesh.workload("httpbin", "v1");
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    private static String gateway(String name, String protocol, String rest) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: %s}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - {port: {number: 80, name: p, protocol: %s}, hosts: ["*"]%s}
                """.formatted(name, protocol, rest);
    }

    private static String virtualService(String gateway) {
        return Yaml.virtualService("default/" + gateway, HOST, gateway, Yaml.rule(gateway));
    }

    @Test
    void theLaterServerOfAnotherProtocolIsRefusedAndTheFirstServesOn() {
        String first = gateway("first", "HTTP", "") + virtualService("first");
        try (Applied _ = Applied.to(mesh, first);
                Applied _ = Applied.to(mesh, gateway("second", "TCP", ", name: raw"))) {
            assertThat(Calls.rule(Calls.gateway(mesh.gatewayPort(), HOST, "/"))).isEqualTo("first");
            assertThat(mesh.api().warnings())
                    .contains(
                            "TCP on port 80 conflicts with spec.servers[0] of Gateway default/first",
                            "the server is refused (IST0145)",
                            "default/second");
        }
    }

    @Test
    void whenTheFirstServerGoesTheRefusedOneTakesItsPlace() {
        String second = gateway("second", "HTTP", "") + virtualService("second");
        try (Applied _ = Applied.to(mesh, second)) {
            try (Applied _ = Applied.to(mesh, gateway("first", "TCP", ""))) {
                assertThat(mesh.api().warnings()).contains("HTTP on port 80 conflicts", "Gateway default/first");
            }
            assertThat(Calls.rule(Calls.gateway(mesh.gatewayPort(), HOST, "/"))).isEqualTo("second");
            assertThat(mesh.api().warnings()).doesNotContain("IST0145");
        }
    }

    @Test
    void httpFamiliesOfSeveralGatewaysShareAPort() {
        String yaml = gateway("first", "HTTP", "") + gateway("second", "GRPC-WEB", "") + virtualService("second");
        try (Applied _ = Applied.to(mesh, yaml)) {
            assertThat(Calls.rule(Calls.gateway(mesh.gatewayPort(), HOST, "/"))).isEqualTo("second");
        }
    }

    @Test
    void aGatewayThatSelectsOthersIsNotServed() {
        String yaml = gateway("first", "HTTP", "") + virtualService("first");
        String other = yaml.replace("{istio: ingressgateway}", "{istio: ingressgateway, zone: a}");
        try (Applied _ = Applied.to(mesh, other)) {
            assertThat(mesh.gateway().engine().boundPorts()).isEmpty();
            try (Applied _ = Applied.to(mesh, yaml)) {
                assertThat(Calls.rule(Calls.gateway(mesh.gatewayPort(), HOST, "/")))
                        .isEqualTo("first");
            }
        }
    }

    @Test
    void everyHostOfAServerThatRedirectsIsSentToHttps() {
        String yaml = gateway("first", "HTTP", ", tls: {httpsRedirect: true}") + virtualService("first");
        try (Applied _ = Applied.to(mesh, yaml)) {
            for (String host : List.of(HOST, "nobody.example.com", HOST + ":81")) {
                var response = Calls.gateway(mesh.gatewayPort(), host, "/a?b");
                assertThat(response.status()).isEqualTo(301);
                assertThat(response.header("location")).hasValue("https://" + host + "/a?b");
            }
        }
    }

    @Test
    void onePortAtTwoAddressesHasTwoSetsOfRoutes() throws IOException {
        InetAddress other = InetAddress.ofLiteral("127.0.0.2");
        assumeItCanBeBound(other);
        String yaml = gateway("first", "HTTP", ", bind: 127.0.0.1")
                + gateway("second", "HTTP", ", bind: 127.0.0.2")
                + virtualService("first")
                + virtualService("second");
        try (Applied _ = Applied.to(mesh, yaml)) {
            int port = mesh.gatewayPort();
            assertThat(rule(InetAddress.ofLiteral("127.0.0.1"), port)).isEqualTo("first");
            assertThat(rule(other, port)).isEqualTo("second");
        }
    }

    private static String rule(InetAddress address, int port) throws IOException {
        try (var client = RawHttpClient.connect(new InetSocketAddress(address, port), RawHttpClient.TIMEOUT)) {
            return Calls.rule(client.get("/", "Host: " + HOST));
        }
    }

    private static void assumeItCanBeBound(InetAddress address) {
        try {
            new ServerSocket(0, 1, address).close();
        } catch (IOException e) {
            Assumptions.abort(address + " is no address of this machine: " + e.getMessage());
        }
    }
}

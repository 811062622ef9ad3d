package dev.lateen.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// `apply`, `delete` and `explain` as commands: what they refuse, warn about and say.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApplyIT {

    private static final String BROKEN = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata:
              name: broken
            spec:
              selector:
                istio: ingressgateway
              servers:
              - port:
                  number: 70000
                  name: http
                  protocol: HTTP
                hosts: ["*"]
            ---
            apiVersion: networking.istio.io/v1beta1
            kind: VirtualService
            metadata:
              name: broken
            spec:
              hosts: ["*"]
              http:
              - rewritee:
                  uri: /
                timeout: 5 parsecs
                route:
                - destination:
                    host: httpbin
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: broken
            spec:
              host: httpbin
              trafficPolicy:
                loadBalancer:
                  simple: FASTEST
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: sound
            spec:
              ports:
              - {name: http, port: 80}
            """;

    private static final String UPGRADED = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: upgraded
            spec:
              host: other
              trafficPolicy:
                connectionPool:
                  http:
                    h2UpgradePolicy: UPGRADE
            """;

    @TempDir
    static Path folder;

    private static WholeMesh mesh;

    @BeforeAll
    static void write() throws IOException {
        mesh = WholeMesh.in(folder);
        Files.writeString(folder.resolve("broken.yaml"), BROKEN);
        Files.writeString(folder.resolve("half.yaml"), Yaml.GATEWAY + "---\nkind: [VirtualService\nmetadata: {\n");
        Files.writeString(folder.resolve("upgraded.yaml"), UPGRADED);
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("gateway.yaml"), Yaml.GATEWAY);
        Files.writeString(
                config.resolve("httpbin.yaml"),
                Yaml.service("httpbin", 8000) + "---\n" + Yaml.SUBSETS + "---\n" + Yaml.split(90, 10) + "---\n"
                        + Yaml.workloadEntry("httpbin-v1", Map.of("app", "httpbin", "version", "v1"), 12345));
    }

    @AfterAll
    static void end() {
        mesh.close();
    }

    @Test
    @Order(1)
    void explainNeedsNoMeshForFiles() {
        Shell.Result explained = mesh.lateen("explain GET http://shop.example:80/headers --config config");
        assertThat(explained.succeeded().output())
                .contains("VirtualService default/httpbin")
                .contains("httpbin.yaml:")
                .contains("forward to")
                .contains("outbound|8000|v1|httpbin.default.svc.cluster.local")
                .contains("127.0.0.1:12345")
                .contains("outbound|8000|v2|httpbin.default.svc.cluster.local")
                .contains("its share goes to the other destinations")
                .doesNotContain("error:");
    }

    @Test
    @Order(2)
    void withoutAMeshApplySaysHowToGetOne() {
        Shell.Result applied = mesh.lateen("apply -f config");
        assertThat(applied.exit()).isEqualTo(1);
        assertThat(applied.output()).contains("no mesh is running in").contains("lateen up");
    }

    @Test
    @Order(3)
    void everyViolationIsToldWithItsPlaceAndNothingIsApplied() {
        // Given
        mesh.up().succeeded();
        // When
        Shell.Result applied = mesh.lateen("apply -f broken.yaml");
        // Then
        assertThat(applied.exit()).isEqualTo(1);
        assertThat(applied.output())
                .contains("spec.http[0].rewritee")
                .contains("did you mean \"rewrite\"")
                .contains("broken.yaml:22")
                .contains("\"5 parsecs\"")
                .contains("broken.yaml:24")
                .contains("FASTEST")
                .contains("broken.yaml:37")
                .contains("nothing was applied");
        assertNothingIsThere();
    }

    @Test
    @Order(4)
    void aValueOutOfRangeIsRefusedTogetherWithTheRest() {
        Shell.Result applied = mesh.lateen("apply -f broken.yaml");
        assertThat(applied.output())
                .contains("spec.servers[0].port.number: 70000 (expected: 1..65535)")
                .contains("broken.yaml:10")
                .contains("\"5 parsecs\"")
                .contains("spec.hosts[0]: \"*\"")
                .contains("5 errors");
    }

    @Test
    @Order(5)
    void yamlThatCannotBeReadIsRefusedWithItsLine() {
        Shell.Result applied = mesh.lateen("apply -f half.yaml");
        assertThat(applied.exit()).isEqualTo(1);
        assertThat(applied.output()).containsPattern("half\\.yaml:1[3-6]").doesNotContain("\tat ");
        assertNothingIsThere();
        Shell.Result absent = mesh.lateen("apply -f nosuch.yaml");
        assertThat(absent.exit()).isNotZero();
        assertThat(absent.output()).contains("nosuch.yaml does not exist");
    }

    private static void assertNothingIsThere() {
        assertThat(mesh.lateen("get services").succeeded().output()).contains("No resources found");
        assertThat(mesh.lateen("get gateways -A").succeeded().output()).contains("No resources found");
    }

    @Test
    @Order(6)
    void severalDocumentsGiveALineEachThenTheRevision() {
        assertThat(mesh.lateen("apply -f config").succeeded().output())
                .contains("gateway/gateway created")
                .contains("service/httpbin created")
                .contains("destinationrule/httpbin created")
                .contains("virtualservice/httpbin created")
                .contains("workloadentry/httpbin-v1 created")
                .containsPattern("revision \\d+: 1/1 proxies in \\d+ ms");
        assertThat(mesh.lateen("apply -f config").succeeded().output()).contains("gateway/gateway unchanged");
    }

    @Test
    @Order(7)
    void aKnownFieldThatIsNotHonouredIsNamed() {
        Shell.Result applied = mesh.shell().run("$LATEEN apply -f - < upgraded.yaml");
        assertThat(applied.succeeded().output())
                .contains("destinationrule/upgraded created")
                .containsPattern("warning: .*spec\\.trafficPolicy\\.connectionPool\\.http\\.h2UpgradePolicy: ")
                .contains("<stdin>:");
    }

    @Test
    @Order(8)
    void explainAgreesWithWhatTheGatewayRuns() {
        String url = "http://127.0.0.1:" + mesh.gatewayPort() + "/headers";
        assertThat(mesh.lateen("explain GET " + url).succeeded().output())
                .contains("VirtualService default/httpbin")
                .contains("outbound|8000|v1|httpbin.default.svc.cluster.local")
                .contains("127.0.0.1:12345");
        assertThat(WholeMesh.answer(mesh.gatewayPort(), "/headers")).startsWith("503");
    }

    @Test
    @Order(9)
    void theCertificateOfAGatewayIsShownEverywhereAndItsKeyNowhere() throws IOException {
        // Given
        var twenty = Span.lasting(Duration.ofDays(20));
        var certificate = Authority.create("site").certificate("EC", twenty, "shop.example");
        Files.writeString(folder.resolve("https.yaml"), Yaml.tlsSecret("istio-system/shop", certificate) + """
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: https}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    hosts: [shop.example]
                    tls: {mode: SIMPLE, credentialName: shop}
                """);

        // When
        var applied = mesh.lateen("apply -f https.yaml").succeeded().output();

        // Then
        assertThat(applied).contains("secret/shop created").contains("warning: data.tls.crt: the certificate ends at");
        var secrets = mesh.lateen("get secrets -n istio-system").succeeded().output();
        assertThat(secrets).containsPattern("CERTIFICATE\\s+shop +kubernetes\\.io/tls +2 +\\S+ +EndsSoon");
        var gateways = mesh.lateen("get gateways -o wide").succeeded().output();
        assertThat(gateways).containsPattern("https +\\S+ +EndsSoon +True +InForce");
        var table = mesh.lateen("proxy-config secret istio-ingressgateway")
                .succeeded()
                .output();
        var serial = certificate.certificate().getSerialNumber().toString(16);
        assertThat(table)
                .containsPattern("RESOURCE NAME +TYPE +STATUS +VALID CERT +SERIAL NUMBER +NOT AFTER +NOT BEFORE")
                .containsPattern("kubernetes://istio-system/shop +Cert Chain +ACTIVE +true +" + serial + " +20");
        var json = mesh.lateen("pc s istio-ingressgateway -o json").succeeded().output();
        assertThat(json).contains("\"notAfter\"", serial);
        var piece = Yaml.base64(certificate.keyPem()).substring(80, 140);
        var line = certificate.keyPem().lines().skip(1).findFirst().orElseThrow();
        assertThat(applied + secrets + gateways + table + json).doesNotContain(piece, line);
        int admin = mesh.proxyPorts("istio-ingressgateway.istio-system")
                .path("admin")
                .asInt();
        for (var page : List.of("/config_dump", "/certs", "/stats", "/server_info")) {
            assertThat(WholeMesh.body(admin, page)).as(page).doesNotContain(piece, line);
        }
        // Logs, ports, last good snapshots. The store is where applied resources live, as etcd is on a cluster; nothing
        // else may have the key.
        var files = new LiveFolder(mesh.home()).contents(mesh.home().resolve("store"));
        assertThat(files).isNotEmpty();
        files.forEach((file, content) -> assertThat(content).as(file.toString()).doesNotContain(piece, line));
        mesh.lateen("delete -f https.yaml").succeeded();
    }

    @Test
    @Order(10)
    void deleteTakesTheSameFiles() {
        assertThat(mesh.lateen("delete -f config -f upgraded.yaml").succeeded().output())
                .contains("gateway/gateway deleted")
                .contains("destinationrule/upgraded deleted")
                .containsPattern("revision \\d+: 1/1 proxies in \\d+ ms");
        assertNothingIsThere();
        assertThat(WholeMesh.answer(mesh.gatewayPort(), "/headers")).contains("ConnectException");
        Shell.Result again = mesh.lateen("delete -f upgraded.yaml");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.output()).contains("DestinationRule default/upgraded does not exist");
        mesh.lateen("delete --ignore-not-found -f upgraded.yaml").succeeded();
    }
}

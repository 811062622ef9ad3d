package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.route;
import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster.Discovery;
import dev.lateen.snapshot.Cluster.ServiceRef;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidecarTest {

    private static final String OLD = "2020-01-01T00:00:00Z";
    private static final String YOUNG = "2021-01-01T00:00:00Z";
    private static final String A = "outbound|80||a.default.svc.cluster.local";
    private static final String B = "outbound|80||b.default.svc.cluster.local";
    private static final String ELSEWHERE = "PassthroughCluster";
    private static final String SERVICES = Yaml.service("a", "default", 80, 9000) + Yaml.service("b", "default", 80);

    private static String virtualService(String name, String created, String host, String destination) {
        return Yaml.virtualService(
                name, "default", created, "hosts: ['" + host + "']\nhttp: [{" + Yaml.to(destination) + "}]");
    }

    @ParameterizedTest(name = "{0} from namespace {1}: {2}")
    @CsvSource({
        "a.default.svc.cluster.local, default, true",
        "a.default.svc.cluster.local:80, other, true",
        "A.Default.svc, other, true",
        "a.default, other, true",
        "a, default, true",
        "a, other, false",
        "10.0.0.7, other, true",
        "a.other, default, false"
    })
    void aServiceHasManyNames(String host, String namespace, boolean known) {
        var yaml = Yaml.service("a", "default", 80).replace("selector:", "clusterIP: 10.0.0.7\n  selector:");

        var snapshot = compile(Meshes.sidecar(namespace, Map.of()), yaml).snapshot();

        assertThat(where(route(snapshot, "80", "http://" + host + "/"))).isEqualTo(known ? A : ELSEWHERE);
    }

    @Test
    void eachPortOfAServiceHasARouteConfigurationWithDefaultRoutes() {
        var yaml = SERVICES + Yaml.service("db", "default", 5432).replace("http-5432", "tcp-5432");

        var snapshot = compile(Meshes.sidecar(), yaml).snapshot();

        assertThat(snapshot.routeConfigs()).extracting(RouteConfig::name).containsExactly("*", "5432", "80", "9000");
        assertThat(snapshot.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.kind()).isEqualTo(Listener.Kind.OUTBOUND);
            assertThat(listener.bind()).isEqualTo("127.0.0.1");
            assertThat(listener.port()).isEqualTo(15001);
            assertThat(listener.routeConfigs()).containsExactlyInAnyOrder("*", "5432", "80", "9000");
        });
        var route = route(snapshot, "9000", "http://a:9000/");
        assertThat(route).isNotNull();
        assertThat(route.name()).isEqualTo("default");
        assertThat(where(route)).isEqualTo("outbound|9000||a.default.svc.cluster.local");
        assertThat(where(route(snapshot, "9000", "http://b:9000/"))).isEqualTo(ELSEWHERE);
    }

    @Test
    void rulesOfHttpAreNotForAPortOfBytes() {
        var yaml = SERVICES
                + Yaml.service("db", "default", 5432).replace("http-5432", "tcp-5432")
                + virtualService("db", OLD, "db", "a");

        var snapshot = compile(Meshes.sidecar(), yaml).snapshot();

        assertThat(where(route(snapshot, "5432", "http://db:5432/")))
                .isEqualTo("outbound|5432||db.default.svc.cluster.local");
    }

    @Test
    void theOldestVirtualServiceOwnsAHostAndTheOtherIsToldSo() {
        var yaml = SERVICES + virtualService("young", YOUNG, "a", "a") + virtualService("zold", OLD, "a", "b");

        var compilation = compile(Meshes.sidecar(), yaml);

        assertThat(where(route(compilation.snapshot(), "80", "http://a/"))).isEqualTo(B);
        assertThat(compilation.warnings()).singleElement().satisfies(warning -> {
            assertThat(String.valueOf(warning.resource())).isEqualTo("VirtualService default/young");
            assertThat(warning.message())
                    .contains(
                            "default/zold,default/young associated with mesh gateway define the same host"
                                    + " a.default.svc.cluster.local",
                            "IST0109");
        });
    }

    @Test
    void aMoreSpecificHostBeatsAnOlderWildcard() {
        var yaml = SERVICES
                + virtualService("wild", OLD, "*.cluster.local", "b")
                + virtualService("wilder", OLD, "*.local", "nowhere")
                + virtualService("exact", YOUNG, "a", "a");

        var compilation = compile(Meshes.sidecar(), yaml);

        assertThat(where(route(compilation.snapshot(), "80", "http://a/"))).isEqualTo(A);
        assertThat(where(route(compilation.snapshot(), "80", "http://b/"))).isEqualTo(B);
        assertThat(where(route(compilation.snapshot(), "80", "http://x.local/")))
                .isEqualTo(ELSEWHERE);
        assertThat(compilation.warnings()).isEmpty();
    }

    @Test
    void aHostThatNoServiceKnowsIsRoutedOnPort80Only() {
        var yaml = SERVICES + virtualService("vs", OLD, "other.example.com", "b");

        var snapshot = compile(Meshes.sidecar(), yaml).snapshot();

        assertThat(where(route(snapshot, "80", "http://other.example.com/"))).isEqualTo(B);
        assertThat(where(route(snapshot, "9000", "http://other.example.com:9000/")))
                .isEqualTo(ELSEWHERE);
    }

    @Test
    void aVirtualServiceWithoutARuleForThePortLeavesTheDefaultRoute() {
        var yaml = SERVICES
                + Yaml.virtualService(
                        "vs", "default", OLD, "hosts: [a]\nhttp: [{match: [{port: 80}], " + Yaml.to("b") + "}]");

        var snapshot = compile(Meshes.sidecar(), yaml).snapshot();

        assertThat(where(route(snapshot, "80", "http://a/"))).isEqualTo(B);
        assertThat(where(route(snapshot, "9000", "http://a:9000/")))
                .isEqualTo("outbound|9000||a.default.svc.cluster.local");
        var host = Meshes.virtualHost(snapshot, "9000", "a.default.svc.cluster.local:9000");
        assertThat(host.skipped().getFirst().reason()).isEqualTo("match.port: 80 (here: [9000])");
        assertThat(host.skipped().getFirst().origin().match()).isZero();
    }

    @ParameterizedTest(name = "{0} of app=client, version=v1 in default: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sourceLabels: {app: client} | true",
                "sourceLabels: {app: client, version: v1} | true",
                "sourceLabels: {app: client, version: v2} | false",
                "sourceNamespace: default | true",
                "sourceNamespace: other | false",
                "sourceNamespace: other, gateways: [mesh] | true",
                "gateways: [some/gateway] | false"
            })
    void theSourceIsMatchedWhenCompiling(String match, boolean holds) {
        var yaml = SERVICES
                + Yaml.virtualService(
                        "vs",
                        "default",
                        OLD,
                        "hosts: [a]\nhttp: [{match: [{" + match + "}], " + Yaml.to("b") + "}, {" + Yaml.to("a") + "}]");

        var node = Meshes.sidecar("default", Map.of("app", "client", "version", "v1"));
        var snapshot = compile(node, yaml).snapshot();

        assertThat(where(route(snapshot, "80", "http://a/"))).isEqualTo(holds ? B : A);
        assertThat(Meshes.virtualHost(snapshot, "80", "a.default.svc.cluster.local:80")
                        .skipped())
                .hasSize(1);
    }

    @Test
    void whatIsNotExportedIsNotKnown() {
        var hidden = Yaml.service("h", "other", 80)
                .replace("namespace: other}", "namespace: other, annotations: {networking.istio.io/exportTo: '.'}}");
        var yaml = SERVICES
                + hidden
                + Yaml.virtualService(
                        "vs",
                        "other",
                        OLD,
                        "hosts: [a.default.svc.cluster.local]\nexportTo: ['.']\nhttp: [{"
                                + Yaml.to("b.default.svc.cluster.local") + "}]");

        var here = compile(Meshes.sidecar(), yaml).snapshot();
        var there = compile(Meshes.sidecar("other", Map.of()), yaml).snapshot();

        assertThat(where(route(here, "80", "http://h.other/"))).isEqualTo(ELSEWHERE);
        assertThat(where(route(there, "80", "http://h/"))).isEqualTo("outbound|80||h.other.svc.cluster.local");
        assertThat(where(route(here, "80", "http://a/"))).isEqualTo(A);
        assertThat(where(route(there, "80", "http://a.default/"))).isEqualTo(B);
    }

    @Test
    void inboundLeadsToTheApplicationInTheNameOfItsService() {
        var yaml = Yaml.service("httpbin", "default", 8000);
        var node = Meshes.sidecar(
                "default", Map.of("app", "httpbin", "version", "v1"), new InboundPort(8000, 40001, 9001));

        var snapshot = compile(node, yaml).snapshot();

        var listener = snapshot.listeners().getFirst();
        assertThat(listener.name()).isEqualTo("0.0.0.0_40001");
        assertThat(listener.kind()).isEqualTo(Listener.Kind.INBOUND);
        assertThat(listener.port()).isEqualTo(40001);
        assertThat(listener.routeConfigs()).containsExactly("inbound|8000||");
        var route = route(snapshot, "inbound|8000||", "http://whatever/x");
        assertThat(where(route)).isEqualTo("inbound|8000||");
        assertThat(route).isNotNull();
        assertThat(route.name()).isEqualTo("default");
        var cluster = Meshes.cluster(snapshot, "inbound|8000||");
        assertThat(cluster.service())
                .isEqualTo(new ServiceRef("httpbin.default.svc.cluster.local", "httpbin", "default"));
        assertThat(cluster.endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.address()).isEqualTo("127.0.0.1");
            assertThat(endpoint.port()).isEqualTo(9001);
            assertThat(endpoint.workload().version()).isEqualTo("v1");
        });
    }

    @Test
    void aShortNameNeverTakesAHostFromItsOwner() {
        var entry = Yaml.resource("ServiceEntry", "se", "default", OLD, """
                hosts: [a.default]
                ports: [{number: 80, name: http, protocol: HTTP}]
                resolution: STATIC
                endpoints: [{address: 10.1.1.1}]
                """);

        var snapshot = compile(Meshes.sidecar(), SERVICES, entry).snapshot();

        assertThat(where(route(snapshot, "80", "http://a.default/"))).isEqualTo("outbound|80||a.default");
        assertThat(where(route(snapshot, "80", "http://a.default.svc/"))).isEqualTo(A);
        assertThat(Meshes.cluster(snapshot, "outbound|80||a.default").endpoints())
                .hasSize(1);
    }

    @Test
    void whatTheMeshDoesNotKnowGoesWhereTheClientWants() {
        var snapshot = compile(Meshes.sidecar(), SERVICES).snapshot();

        for (var config : new String[] {"80", "9000", "*"}) {
            var route = route(snapshot, config, "http://unknown.example.com/");
            assertThat(where(route)).isEqualTo(ELSEWHERE);
            assertThat(route).isNotNull();
            assertThat(route.name()).isEqualTo("allow_any");
        }
        assertThat(Meshes.routeConfig(snapshot, "*").port()).isEqualTo(RouteConfig.ANY_PORT);
        var cluster = Meshes.cluster(snapshot, ELSEWHERE);
        assertThat(cluster.discovery()).isEqualTo(Discovery.ORIGINAL_DESTINATION);
        assertThat(cluster.service().name()).isEqualTo(ELSEWHERE);
        assertThat(compile(Meshes.gateway(), SERVICES).snapshot().clusters()).isEmpty();
    }

    private static String external(String name, String target) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: default}
                spec: {type: ExternalName, externalName: %s, ports: [{name: http, port: 80}]}
                """.formatted(name, target);
    }

    @Test
    void anExternalNameOfTheMeshIsAnotherNameForItsService() {
        var yaml = SERVICES + external("alias", "A.default.svc.cluster.local.");

        var here = compile(Meshes.sidecar(), yaml).snapshot();
        var there = compile(Meshes.sidecar("other", Map.of()), yaml).snapshot();

        for (var host : new String[] {"alias", "alias.default", "alias.default.svc.cluster.local"}) {
            assertThat(where(route(here, "80", "http://" + host + "/"))).isEqualTo(A);
        }
        assertThat(where(route(here, "9000", "http://alias:9000/")))
                .isEqualTo("outbound|9000||a.default.svc.cluster.local");
        assertThat(where(route(there, "80", "http://alias.default/"))).isEqualTo(A);
        assertThat(where(route(there, "80", "http://alias/"))).isEqualTo(ELSEWHERE);
    }

    @Test
    void anExternalNameOutsideTheMeshIsResolved() {
        var yaml = external("out", "www.example.com").replace("port: 80", "port: 80, targetPort: 8080")
                + external("chain", "out.default.svc.cluster.local");

        var snapshot = compile(Meshes.sidecar(), yaml).snapshot();

        assertThat(where(route(snapshot, "80", "http://out/"))).isEqualTo("outbound|80||out.default.svc.cluster.local");
        var cluster = Meshes.cluster(snapshot, "outbound|80||out.default.svc.cluster.local");
        assertThat(cluster.discovery()).isEqualTo(Discovery.DNS_ROUND_ROBIN);
        assertThat(cluster.endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.address()).isEqualTo("www.example.com");
            assertThat(endpoint.port()).isEqualTo(8080);
        });
        assertThat(Meshes.cluster(snapshot, "outbound|80||chain.default.svc.cluster.local")
                        .endpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.address()).isEqualTo("out.default.svc.cluster.local"));
    }
}

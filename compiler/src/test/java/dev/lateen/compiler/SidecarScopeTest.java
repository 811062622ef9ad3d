package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.route;
import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a Sidecar resource lets a workload know.
class SidecarScopeTest {

    private static final String OLD = "2020-01-01T00:00:00Z";
    private static final String YOUNG = "2021-01-01T00:00:00Z";
    private static final String SERVICES = Yaml.service("a", "default", 80, 9000)
            + Yaml.service("b", "default", 80)
            + Yaml.service("c", "prod", 80)
            + Yaml.service("d", "prod", 9000);

    private static String sidecar(String namespace, String name, String created, String spec) {
        return Yaml.resource("Sidecar", name, namespace, created, spec);
    }

    private static String sidecar(String spec) {
        return sidecar("default", "scope", OLD, spec);
    }

    /// @param hosts separated by blanks
    private static String egress(String hosts) {
        return "hosts: ['" + hosts.replace(" ", "', '") + "']";
    }

    private static Snapshot snapshot(String... yaml) {
        return compile(Meshes.sidecar(), yaml).snapshot();
    }

    /// `a:80 a:9000`, of the virtual hosts of services.
    private static String services(Snapshot snapshot) {
        return snapshot.routeConfigs().stream()
                .flatMap(config -> config.virtualHosts().stream())
                .filter(host -> host.name().contains(".svc."))
                .map(host -> host.name().charAt(0)
                        + host.name().substring(host.name().indexOf(':')))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | a:80 a:9000 b:80 c:80 d:9000",
                "./* | a:80 a:9000 b:80",
                "prod/* | c:80 d:9000",
                "./* prod/d.prod.svc.cluster.local | a:80 a:9000 b:80 d:9000",
                "default/b.default.svc.cluster.local | b:80",
                "./B.Default.svc.cluster.local | b:80",
                "*/c.prod.svc.cluster.local | c:80",
                "*/*.prod.svc.cluster.local | c:80 d:9000",
                "./*.prod.svc.cluster.local | ''",
                "prod/b.default.svc.cluster.local | ''",
                "~/* | ''",
                "~/* prod/* | c:80 d:9000",
                "*/* ~prod/* | a:80 a:9000 b:80",
                "*/* ~default/a.default.svc.cluster.local | b:80 c:80 d:9000"
            })
    void hostsOfAnEgressListenerImportServices(String hosts, String expected) {
        var snapshot = snapshot(SERVICES, sidecar("egress: [{" + egress(hosts) + "}]"));

        assertThat(services(snapshot)).isEqualTo(expected);
        assertThat(snapshot.clusters().stream().filter(cluster -> cluster.name().startsWith("outbound|")))
                .hasSize(expected.isEmpty() ? 0 : expected.split(" ").length);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "80 */*                | a:80 b:80 c:80",
                "9000 prod/*, ./*      | a:80 b:80 d:9000",
                "9000 ~/*, */*         | a:80 b:80 c:80",
                "80 prod/*, 9000 ./*   | a:9000 c:80",
                "1234 */*              | ''"
            })
    void aListenerWithAPortDecidesAboutThatPortAlone(String listeners, String expected) {
        var egress = Arrays.stream(listeners.split(","))
                .map(String::strip)
                .map(listener -> {
                    int blank = listener.indexOf(' ');
                    return blank < 0
                            ? egress(listener)
                            : "port: {number: %s, protocol: HTTP, name: p}, %s"
                                    .formatted(listener.substring(0, blank), egress(listener.substring(blank + 1)));
                })
                .collect(Collectors.joining("}, {", "egress: [{", "}]"));

        assertThat(services(snapshot(SERVICES, sidecar(egress)))).isEqualTo(expected);
    }

    @Test
    void aListenerOnAUnixSocketIsForNoPort() {
        var socket = "{port: {number: 0, protocol: HTTP, name: h}, bind: 'unix:///run/s', " + egress("*/*") + "}";

        assertThat(services(snapshot(SERVICES, sidecar("egress: [" + socket + "]"))))
                .isEmpty();
        assertThat(services(snapshot(SERVICES, sidecar("egress: [" + socket + ", {" + egress("prod/*") + "}]"))))
                .isEqualTo("c:80 d:9000");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "default/plain | plain",
                "default/plain default/some?app=client | some",
                "default/plain default/some?app=other | plain",
                "default/plain istio-system/root | plain",
                "istio-system/root | root",
                "istio-system/root?app=client | -",
                "prod/plain | -",
                "prod/some?app=client istio-system/root | root",
                "default/every? default/plain | every"
            })
    void theClosestSidecarIsInForce(String sidecars, String expected) {
        var yaml = new StringBuilder();
        for (var given : sidecars.split(" ")) {
            var key = given.split("[/?=]", -1);
            var selector = given.contains("?") ? ", workloadSelector: {labels: {" + label(key) + "}}" : "";
            yaml.append(sidecar(key[0], key[1], OLD, "{outboundTrafficPolicy: {mode: REGISTRY_ONLY}" + selector + "}"));
        }
        var view = new ProxyView(Meshes.mesh(yaml.toString()), Meshes.sidecar());

        var resource = view.scope().resource();

        assertThat(resource == null ? null : resource.key().name()).isEqualTo(expected);
        assertThat(view.warnings()).isEmpty();
        assertThat(new ProxyView(Meshes.mesh(yaml.toString()), Meshes.gateway())
                        .scope()
                        .resource())
                .isNull();
    }

    private static String label(String[] key) {
        return key[2].isEmpty() ? "" : key[2] + ": " + key[3];
    }

    @Test
    void theDotOfTheRootSidecarIsTheProxysOwnNamespace() {
        var root = sidecar("istio-system", "root", OLD, "egress: [{" + egress("./*") + "}]");

        assertThat(services(snapshot(SERVICES, root))).isEqualTo("a:80 a:9000 b:80");
        assertThat(services(compile(Meshes.sidecar("prod", Map.of()), SERVICES, root)
                        .snapshot()))
                .isEqualTo("c:80 d:9000");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | The Sidecars [zold, ayoung] in namespace \"default\" have no workload selector, | IST0111",
                "', workloadSelector: {labels: {app: client}}' | The Sidecars [zold, ayoung] in namespace \"default\""
                        + " select the same workload pod \"client.default\", | IST0110"
            })
    void ofTwoTheOldestIsInForceAndTheOtherIsToldSo(String selector, String fault, String code) {
        var compilation = compile(
                Meshes.sidecar(),
                SERVICES,
                sidecar("default", "ayoung", YOUNG, "{egress: [{" + egress("./*") + "}]" + selector + "}"),
                sidecar("default", "zold", OLD, "{egress: [{" + egress("prod/*") + "}]" + selector + "}"));

        assertThat(services(compilation.snapshot())).isEqualTo("c:80 d:9000");
        assertThat(Meshes.texts(compilation.warnings()))
                .singleElement()
                .asString()
                .contains(fault, "Only zold, the oldest, is in force", code, "(Sidecar default/ayoung)");
    }

    private static String virtualService(String name, String namespace, String host, String destination) {
        return Yaml.virtualService(
                name, namespace, OLD, "hosts: ['" + host + "']\nhttp: [{" + Yaml.to(destination) + "}]");
    }

    @ParameterizedTest(name = "{0} of {1}/{2}: {3}")
    @CsvSource({
        "*/*, prod, x.com, true",
        "prod/*, prod, x.com, true",
        "./*, prod, x.com, false",
        "*/x.com, prod, x.com, true",
        "*/y.com, prod, x.com, false",
        "*/*.com, prod, x.com, true",
        "*/y.com, prod, '*.com', true",
        "*/*.y.com, prod, '*.com', true",
        "*/*.org, prod, '*.com', false",
        "./x.com, prod, x.com, false",
        "~/*, prod, x.com, false"
    })
    void virtualServicesAreImportedByWhatTheirHostsHaveInCommon(
            String hosts, String namespace, String host, boolean imported) {
        // The service is there so that port 80 is.
        var yaml = SERVICES
                + virtualService("vs", namespace, host, "c.prod.svc.cluster.local")
                + sidecar("egress: [{" + egress(hosts + " default/a.default.svc.cluster.local") + "}]");

        var hostsAt80 = Meshes.routeConfig(snapshot(yaml), "80").virtualHosts();

        assertThat(hostsAt80.stream().anyMatch(found -> found.name().equals(host + ":80")))
                .isEqualTo(imported);
    }

    @Test
    void aVirtualServiceThatIsNotImportedLeavesTheDefaultRoute() {
        var yaml =
                SERVICES + virtualService("vs", "prod", "a.default.svc.cluster.local", "b.default.svc.cluster.local");
        var own = sidecar("egress: [{" + egress("./*") + "}]");

        assertThat(where(route(snapshot(yaml), "80", "http://a/"))).contains("||b.default");
        assertThat(where(route(snapshot(yaml, own), "80", "http://a/"))).contains("||a.default");
    }

    @Test
    void anImportedVirtualServiceBringsItsDestinationsWithIt() {
        var yaml = SERVICES
                + virtualService("vs", "default", "a", "c.prod.svc.cluster.local")
                + sidecar("egress: [{" + egress("./a.default.svc.cluster.local") + "}]");

        var compilation = compile(Meshes.sidecar(), yaml);

        assertThat(compilation.warnings()).isEmpty();
        assertThat(services(compilation.snapshot())).isEqualTo("a:80 a:9000");
        assertThat(compilation.snapshot().clusters())
                .extracting(Cluster::name)
                .contains("outbound|80||c.prod.svc.cluster.local");
    }

    @Test
    void ofOneHostInTwoNamespacesTheImportedOneIsMeant() {
        var yaml = entry("default", "10.1.0.1")
                + entry("prod", "10.2.0.1")
                + sidecar("egress: [{" + egress("prod/e.com") + "}]");

        assertThat(Meshes.cluster(snapshot(yaml), "outbound|80||e.com").endpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.address()).isEqualTo("10.2.0.1"));
    }

    private static String entry(String namespace, String address) {
        return Yaml.resource("ServiceEntry", "e", namespace, OLD, """
                hosts: [e.com]
                ports: [{number: 80, name: http, protocol: HTTP}]
                resolution: STATIC
                endpoints: [{address: %s}]
                """.formatted(address));
    }

    @Test
    void aVirtualServiceForAHostWithoutAPortIsNamed() {
        var yaml = SERVICES + virtualService("vs", "default", "x.com", "d.prod.svc.cluster.local");

        var without = compile(Meshes.sidecar(), yaml, sidecar("egress: [{" + egress("*/x.com") + "}]"));
        var with = compile(
                Meshes.sidecar(),
                yaml,
                sidecar("egress: [{port: {number: 80, protocol: HTTP, name: h}, " + egress("*/x.com") + "}]"));

        assertThat(Meshes.texts(without.warnings()))
                .singleElement()
                .asString()
                .contains("spec.egress: VirtualServices for [x.com] are not in force", "(Sidecar default/scope)");
        assertThat(with.warnings()).isEmpty();
        assertThat(where(route(with.snapshot(), "80", "http://x.com/"))).contains("||d.prod");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "egress: [{hosts: ['*/*']}] | false",
                "outboundTrafficPolicy: {} | true",
                "outboundTrafficPolicy: {mode: REGISTRY_ONLY} | true",
                "outboundTrafficPolicy: {mode: ALLOW_ANY} | false"
            })
    void aPolicyWithoutAModeIsRegistryOnlyAndNoPolicyIsNot(String spec, boolean registryOnly) {
        var view = new ProxyView(Meshes.mesh(sidecar(spec)), Meshes.sidecar());

        assertThat(view.scope().isRegistryOnly()).isEqualTo(registryOnly);
    }

    @Test
    void registryOnlyRefusesWhatIsNotKnownInTheSidecarsName() {
        var yaml = SERVICES + sidecar("outboundTrafficPolicy: {mode: REGISTRY_ONLY}");

        var route = route(snapshot(yaml), "80", "http://elsewhere.com/");

        assertThat(where(route)).isEqualTo("502 direct_response");
        assertThat(route).isNotNull();
        assertThat(route.name()).isEqualTo("block_all");
        assertThat(route.origin().kind()).isEqualTo("Sidecar");
        assertThat(route.origin().name()).isEqualTo("scope");
        assertThat(where(route(snapshot(yaml), "*", "http://elsewhere.com:99/")))
                .isEqualTo("502 direct_response");
        assertThat(where(route(snapshot(yaml), "80", "http://a/"))).contains("||a.default");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "number: 80 | '' | 127.0.0.1:9001",
                "number: 80 | , defaultEndpoint: '127.0.0.1:7000' | 127.0.0.1:7000",
                "number: 80 | , defaultEndpoint: '0.0.0.0:7000' | 127.0.0.1:7000",
                "number: 80 | , defaultEndpoint: '[::1]:7000' | ::1:7000",
                "number: 80 | , defaultEndpoint: '[::]:7000' | ::1:7000",
                "number: 80 | , defaultEndpoint: 'unix:///run/app.sock' | 127.0.0.1:9001",
                "number: 81 | , defaultEndpoint: '127.0.0.1:7000' | 127.0.0.1:9001"
            })
    void anIngressListenerSaysWhereTheApplicationIs(String port, String endpoint, String expected) {
        var node = Meshes.sidecar("default", Map.of("app", "a"), new InboundPort(80, 40001, 9001));
        var yaml = SERVICES + sidecar("ingress: [{port: {" + port + ", protocol: HTTP, name: h}" + endpoint + "}]");

        var compilation = compile(node, yaml);

        var application = Meshes.cluster(compilation.snapshot(), "inbound|80||")
                .endpoints()
                .getFirst();
        assertThat(application.address() + ":" + application.port()).isEqualTo(expected);
        if (port.endsWith("81")) {
            assertThat(Meshes.texts(compilation.warnings()))
                    .singleElement()
                    .asString()
                    .contains("spec.ingress[0].port.number: 81", "client.default", "which has [80]");
        } else {
            assertThat(compilation.warnings()).isEmpty();
        }
    }

    @Test
    void whatAnExplicitProxyCannotDoIsNamed() {
        var yaml = sidecar("""
                egress:
                - {port: {number: 90, protocol: TCP, name: t}, captureMode: IPTABLES, hosts: ['*/*']}
                - {port: {number: 0, protocol: HTTP, name: u}, bind: 'unix:///run/out.sock', hosts: ['*/*']}
                ingress:
                - port: {number: 80, protocol: GRPC, name: t}
                  bind: 127.0.0.1
                  captureMode: IPTABLES
                  defaultEndpoint: unix:///run/app.sock
                inboundConnectionPool: {http: {maxConcurrentStreams: 1}}
                """);

        assertThat(unhonoured(yaml))
                .containsExactlyInAnyOrder(
                        "spec.egress[0].captureMode",
                        "spec.egress[0].port.protocol",
                        "spec.egress[1].bind",
                        "spec.ingress[0].captureMode",
                        "spec.ingress[0].port.protocol",
                        "spec.ingress[0].defaultEndpoint",
                        "spec.inboundConnectionPool.http.maxConcurrentStreams");
    }

    @Test
    void addressesOfItsOwnAreHonoured() {
        var yaml = sidecar("""
                egress:
                - {port: {number: 90, protocol: TCP, name: t}, captureMode: NONE, hosts: ['*/*']}
                - {port: {number: 91, protocol: TLS, name: s}, bind: 127.0.0.1, hosts: ['*/*']}
                ingress:
                - {port: {number: 80, protocol: TCP, name: t}, bind: 127.0.0.1, captureMode: NONE}
                inboundConnectionPool: {tcp: {connectTimeout: 1s}, http: {idleTimeout: 2s}}
                """);

        assertThat(unhonoured(yaml)).isEmpty();
    }

    private static List<String> unhonoured(String yaml) {
        return Meshes.resources(yaml).stream()
                .flatMap(resource -> UnhonouredFields.of(resource).stream())
                .map(violation -> violation.path())
                .toList();
    }
}

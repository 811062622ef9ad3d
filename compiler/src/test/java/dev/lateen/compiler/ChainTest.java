package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.snapshot.push.ProxyNode.InboundPort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Servers that are not read as HTTP.
class ChainTest {

    private static final String OLD = "2020-01-01T00:00:00Z";
    private static final String YOUNG = "2021-01-01T00:00:00Z";
    private static final String A = "outbound|80||a.default.svc.cluster.local";
    private static final String B = "outbound|80||b.default.svc.cluster.local";
    private static final String SERVICES = Yaml.service("a", "default", 80) + Yaml.service("b", "default", 80);
    private static final String TO_A = Yaml.to("a");
    private static final String TO_B = Yaml.to("b");

    private static String tcpServer(int port, String protocol) {
        return "- {port: {number: %d, name: p-%d, protocol: %s}, hosts: ['*']}%n".formatted(port, port, protocol);
    }

    private static String passthrough(int port, String hosts) {
        return "- {port: {number: %d, name: p-%d, protocol: TLS}, hosts: [%s], tls: {mode: PASSTHROUGH}}%n"
                .formatted(port, port, hosts);
    }

    private static String rules(String name, String created, String hosts, String rest) {
        return Yaml.virtualService(name, "default", created, "hosts: [" + hosts + "]\ngateways: [gw]\n" + rest);
    }

    private static List<String> clusters(FilterChain chain) {
        return Objects.requireNonNull(chain.tcp()).destinations().stream()
                .map(TcpRoute.Destination::cluster)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"TCP", "MONGO", "MYSQL", "REDIS"})
    void aTcpServerSendsItsConnectionsToTheFirstRuleThatApplies(String protocol) {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", tcpServer(9000, protocol))
                + rules("young", YOUNG, "'*'", "tcp: [{" + TO_B + "}]")
                + rules("old", OLD, "'*'", "tcp: [{match: [{port: 9001}], " + TO_B + "}, {" + TO_A + "}]");

        var compilation = compile(Meshes.gateway(), yaml);

        assertThat(compilation.warnings()).isEmpty();
        var listener = compilation.snapshot().listeners().getFirst();
        assertThat(listener.name()).isEqualTo("0.0.0.0_9000");
        assertThat(listener.kind()).isEqualTo(Listener.Kind.GATEWAY);
        assertThat(listener.routeConfigs()).isEmpty();
        var chain = listener.chains().getFirst();
        assertThat(listener.chains()).hasSize(1);
        assertThat(chain.serverNames()).isEmpty();
        assertThat(clusters(chain)).containsExactly(A);
        var route = Objects.requireNonNull(chain.tcp());
        assertThat(route.name()).isEqualTo("old.default");
        assertThat(route.origin().rule()).isEqualTo(1);
        assertThat(route.origin().line()).isPositive();
        assertThat(compilation.snapshot().clusters()).extracting("name").containsExactly(A);
    }

    @Test
    void weightsAreKept() {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", tcpServer(9000, "TCP"))
                + rules(
                        "vs",
                        OLD,
                        "'*'",
                        "tcp: [{route: [{destination: {host: a}, weight: 90}, {destination: {host: b}, weight: 10}]}]");
        var chain = compile(Meshes.gateway(), yaml)
                .snapshot()
                .listeners()
                .getFirst()
                .chains()
                .getFirst();
        assertThat(Objects.requireNonNull(chain.tcp()).destinations())
                .containsExactly(new TcpRoute.Destination(A, 90), new TcpRoute.Destination(B, 10));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | true",
                "{port: 9000} | true",
                "{port: 9001} | false",
                "{gateways: [gw]} | true",
                "{gateways: [mesh, default/gw], sourceNamespace: other} | true",
                "{gateways: [other]} | false",
                "{sourceLabels: {istio: ingressgateway}} | true",
                "{sourceLabels: {app: other}} | false",
                "{sourceNamespace: istio-system} | true",
                "{sourceNamespace: default} | false"
            })
    void matchesAreDecidedForTheProxyAndPort(String match, boolean applies) {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", tcpServer(9000, "TCP"))
                + rules("vs", OLD, "'*'", "tcp: [{match: [" + match + "], " + TO_A + "}]");
        assertThat(compile(Meshes.gateway(), yaml).snapshot().listeners()).hasSize(applies ? 1 : 0);
    }

    @Test
    void aServerWithoutARuleSaysSo() {
        var yaml = Yaml.gateway("gw", "default", tcpServer(9000, "TCP") + passthrough(9443, "a.com"));
        var compilation = compile(Meshes.gateway(), yaml);
        assertThat(compilation.snapshot().listeners()).isEmpty();
        assertThat(texts(compilation.warnings()))
                .anySatisfy(text -> assertThat(text).contains("no tcp rule", "spec.servers[0]"))
                .anySatisfy(text -> assertThat(text).contains("no tls rule", "spec.servers[1]"));
    }

    @Test
    void tlsThatPassesIsChosenByServerName() {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", passthrough(443, "'*.com'"))
                + rules("va", OLD, "a.com", "tls: [{match: [{sniHosts: [a.com]}], " + TO_A + "}]")
                + rules("vb", YOUNG, "'*.b.com'", "tls: [{match: [{port: 443, sniHosts: ['*.b.com']}], " + TO_B + "}]");

        var compilation = compile(Meshes.gateway(), yaml);

        assertThat(compilation.warnings()).isEmpty();
        var listener = compilation.snapshot().listeners().getFirst();
        assertThat(listener.port()).isEqualTo(8443);
        assertThat(listener.chains())
                .extracting(FilterChain::serverNames)
                .containsExactly(List.of("a.com"), List.of("*.b.com"));
        assertThat(listener.chains()).extracting(ChainTest::clusters).containsExactly(List.of(A), List.of(B));
        assertThat(listener.chains()).extracting(FilterChain::name).doesNotHaveDuplicates();
        assertThat(compilation.snapshot().routeConfigs()).isEmpty();
    }

    @Test
    void aNameBelongsToTheOldestRuleAndToTheServersHosts() {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", passthrough(443, "a.com, b.com"))
                + rules("old", OLD, "'*.com'", "tls: [{match: [{sniHosts: ['*.com']}], " + TO_A + "}]")
                + rules("young", YOUNG, "a.com", "tls: [{match: [{sniHosts: [a.com]}], " + TO_B + "}]");

        var compilation = compile(Meshes.gateway(), yaml);

        assertThat(compilation.snapshot().listeners().getFirst().chains())
                .singleElement()
                .satisfies(chain -> assertThat(chain.serverNames()).containsExactly("a.com", "b.com"))
                .satisfies(chain -> assertThat(clusters(chain)).containsExactly(A));
        assertThat(texts(compilation.warnings()))
                .singleElement()
                .asString()
                .contains("spec.tls[0].match[0].sniHosts", "[a.com]", "earlier");
    }

    @Test
    void anyNameIsTheChainWithoutNames() {
        var yaml = SERVICES
                + Yaml.gateway("gw", "default", passthrough(443, "'*'"))
                + rules("va", OLD, "'*'", "tls: [{match: [{sniHosts: ['*']}], " + TO_A + "}]");
        assertThat(compile(Meshes.gateway(), yaml)
                        .snapshot()
                        .listeners()
                        .getFirst()
                        .chains())
                .singleElement()
                .satisfies(chain -> assertThat(chain.serverNames()).isEmpty());
    }

    @Test
    void anInboundPortThatIsNotHttpPassesBytes() {
        var yaml = Yaml.service("db", "default", 5432, 80).replace("http-5432", "tcp-5432");
        var node = Meshes.sidecar(
                "default", Map.of("app", "db"), new InboundPort(5432, 40001, 9001), new InboundPort(80, 40002, 9002));

        var snapshot = compile(node, yaml).snapshot();

        var listeners = snapshot.listeners().stream()
                .filter(listener -> listener.kind() == Listener.Kind.INBOUND)
                .toList();
        assertThat(listeners).extracting(Listener::routeConfigs).containsExactly(List.of(), List.of("inbound|80||"));
        assertThat(listeners.getFirst().chains())
                .singleElement()
                .satisfies(chain -> assertThat(clusters(chain)).containsExactly("inbound|5432||"));
        assertThat(Meshes.cluster(snapshot, "inbound|5432||").service().name()).isEqualTo("db");
        assertThat(snapshot.routeConfigs()).extracting("name").doesNotContain("inbound|5432||");
    }

    @Test
    void rulesForSidecarsAreWarnedAbout() {
        var yaml = Yaml.virtualService("vs", "default", OLD, "hosts: [a]\ntcp: [{" + TO_A + "}]");
        var warnings = texts(UnhonouredFields.of(Meshes.resources(yaml).getFirst()));
        assertThat(warnings).singleElement().asString().contains("spec.tcp", "gateway mesh");
    }
}

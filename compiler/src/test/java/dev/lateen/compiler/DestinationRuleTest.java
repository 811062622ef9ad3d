package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cluster.LoadBalancing;
import dev.lateen.snapshot.push.ProxyNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which DestinationRule is in force for the service `a.prod`, and what several of them become together.
class DestinationRuleTest {

    private static final String HOST = "a.prod.svc.cluster.local";
    private static final String MESH = Yaml.service("a", "prod", 80, 81)
            + Yaml.workload("w1", "prod", "10.0.0.1", "{app: a, version: v1}")
            + Yaml.workload("w2", "prod", "10.0.0.2", "{app: a, version: v2}")
            + Yaml.gateway("gw", "istio-system", Yaml.httpServer(80, "*"))
            + Yaml.virtualService("vs", "prod", "2020-01-01T00:00:00Z", """
                    hosts: [a.prod.svc.cluster.local]
                    gateways: [mesh, istio-system/gw]
                    http: [{route: [{destination: {host: a, subset: v1, port: {number: 80}}}]}]
                    """);

    private static Compilation compile(String clientNamespace, Map<String, String> labels, String... rules) {
        var node = clientNamespace.equals("istio-system")
                ? Meshes.gateway()
                : Meshes.sidecar(clientNamespace, labels, new ProxyNode.InboundPort[0]);
        return Meshes.compile(node, MESH, String.join("", rules));
    }

    private static Cluster subset(Compilation compilation) {
        return Meshes.cluster(compilation.snapshot(), "outbound|80|v1|" + HOST);
    }

    /// `namespace/name host`, `host` with `exportTo` behind a slash and labels of clients behind a `?`.
    private static String rule(String text) {
        int space = text.indexOf(' ');
        int slash = text.indexOf('/');
        var name = text.substring(slash + 1, space);
        var rest = text.substring(space + 1).split("[?]", -1);
        var host = rest[0].split("/", -1);
        return Yaml.destinationRule(
                name,
                text.substring(0, slash),
                "host: '" + host[0] + "'\n"
                        + (host.length > 1 ? "exportTo: ['" + host[1].replace("+", "', '") + "']\n" : "")
                        + (rest.length > 1 ? "workloadSelector: {matchLabels: {" + rest[1] + "}}\n" : "")
                        + "subsets: [{name: v1, labels: {version: v1}}]\n");
    }

    @ParameterizedTest(name = "client in {0} with {1}: {3} of {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // The client's namespace, then the service's, then the root's.
                "client | - | client/own H, prod/theirs H, istio-system/root H | own",
                "client | - | prod/theirs H, istio-system/root H | theirs",
                "client | - | istio-system/root H | root",
                "client | - | other/foreign H | -",
                "prod   | - | prod/theirs H/., istio-system/root H | theirs",
                // exportTo: what is not exported to the client is not there.
                "client | - | prod/theirs H/., istio-system/root H | root",
                "client | - | prod/theirs H/other, istio-system/root H | root",
                "client | - | prod/theirs H/other+client, istio-system/root H | theirs",
                "client | - | prod/theirs H/*, istio-system/root H | theirs",
                "client | - | client/own H/., prod/theirs H | own",
                "client | - | client/own H/other, prod/theirs H | theirs",
                "client | - | istio-system/root H/. | -",
                // Proxies of the root namespace take only what is private there, the rest is the last resort.
                "istio-system | - | istio-system/root H, prod/theirs H | theirs",
                "istio-system | - | istio-system/root H/., prod/theirs H | root",
                "istio-system | - | istio-system/root *.local, prod/theirs H/. | root",
                // The exact host, else the longest wildcard; a hit ends the search.
                "client | - | client/wide *.local, client/wider *, prod/theirs H | wide",
                "client | - | client/wide *.local, client/near *.prod.svc.cluster.local | near",
                "client | - | client/near *.prod.svc.cluster.local, client/exact H | exact",
                "client | - | client/other *.example.com, prod/theirs H | theirs",
                "client | - | client/part *rod.svc.cluster.local, client/wide *.svc.cluster.local | part",
                "client | - | client/hidden H/other, client/wide *.local, prod/theirs H | wide",
                // Short names are those of the rule's namespace.
                "prod   | - | prod/theirs a | theirs",
                "client | - | client/own a, prod/theirs a | theirs",
                // workloadSelector: only for clients of its namespace that have the labels, and before the others.
                "client | app: web | client/all H, client/some H?app: web | some",
                "client | app: web | client/all H, client/some H?app: db | all",
                "client | app: web | client/some H?app: db, prod/theirs H | theirs",
                "client | app: web | client/some *.local?app: web, client/all H | all",
                "client | app: web | prod/some H?app: web, prod/theirs H | theirs",
                "client | app: web | client/b H?app: web, client/a H?tier: x, client/c H | b",
                "client | app: web | client/empty H?, client/all H | empty",
                "istio-system | - | istio-system/some H?istio: ingressgateway, prod/theirs H | some",
                "istio-system | - | istio-system/some H?istio: egress, prod/theirs H | theirs"
            })
    void theRuleInForceIsFound(String client, String labels, String rules, String expected) {
        var own = labels == null ? Map.<String, String>of() : Map.of(labels.split(": ")[0], labels.split(": ")[1]);
        var given = List.of(rules.split(", ")).stream()
                .map(rule -> rule(rule.replace(" H", " " + HOST)))
                .toList();

        var compilation = compile(client, own, given.toArray(String[]::new));

        if (expected == null) {
            assertThat(compilation.snapshot().clusters())
                    .extracting(Cluster::subset)
                    .doesNotContain("v1");
            assertThat(Meshes.texts(compilation.warnings()).toString())
                    .contains("no DestinationRule applies to " + HOST);
        } else {
            var origin = subset(compilation).origin();
            assertThat(origin).isNotNull();
            assertThat(origin.name()).isEqualTo(expected);
            assertThat(compilation.warnings()).isEmpty();
        }
    }

    private static String prod(String name, String rest) {
        return Yaml.destinationRule(name, "prod", "host: a\n" + rest);
    }

    private static String balancing(String simple) {
        return "trafficPolicy: {loadBalancer: {simple: " + simple + "}}\n";
    }

    @Test
    void subsetsAreUnitedAndTheOldestPolicyIsUsed() {
        var first = prod("a", "subsets: [{name: v2, labels: {version: v2}}]");
        var second = prod("b", balancing("RANDOM") + "subsets: [{name: v1, labels: {version: v1}}]");
        var third = prod("c", balancing("ROUND_ROBIN"));

        var compilation = compile("client", Map.of(), third, second, first);

        assertThat(subset(compilation).endpoints()).hasSize(1);
        assertThat(subset(compilation).loadBalancing()).isEqualTo(LoadBalancing.RANDOM);
        assertThat(Meshes.texts(compilation.warnings()))
                .singleElement()
                .asString()
                .matches("spec.trafficPolicy: not in force: spec.trafficPolicy of DestinationRule prod/b"
                        + " \\(given.yaml:\\d+\\) is for the same host and older at given.yaml:\\d+"
                        + " \\(DestinationRule prod/c\\)");
    }

    @Test
    void theFirstOfTwoSubsetsWithOneNameIsUsedAndTheOtherNamed() {
        var first = prod("a", "subsets: [{name: v1, labels: {version: v1}}]");
        var second = prod("b", "subsets: [{name: v1, labels: {version: v2}}]");

        var compilation = compile("client", Map.of(), second, first);

        assertThat(subset(compilation).endpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.address()).isEqualTo("10.0.0.1"));
        assertThat(Meshes.texts(compilation.warnings()))
                .singleElement()
                .asString()
                .contains(
                        "spec.subsets[0]: not in force: spec.subsets[0] of DestinationRule prod/a",
                        "(DestinationRule prod/b)");
    }

    @Test
    void whatIsSaidTwiceInTheSameWordsIsNotWarnedAbout() {
        var words = balancing("RANDOM") + "subsets: [{name: v1, labels: {version: v1}}]";

        assertThat(compile("client", Map.of(), prod("a", words), prod("b", words))
                        .warnings())
                .isEmpty();
    }

    @Test
    void rulesForOtherNamespacesOrWorkloadsAreNotMerged() {
        var all = prod("all", "subsets: [{name: v1, labels: {version: v1}}]");
        var own = prod("own", "exportTo: ['.']\n" + balancing("RANDOM"));
        var some = prod("some", "workloadSelector: {matchLabels: {app: web}}\n" + balancing("ROUND_ROBIN"));

        assertThat(subset(compile("client", Map.of(), all, own, some)).loadBalancing())
                .isEqualTo(LoadBalancing.LEAST_REQUEST);
        var selected = compile("prod", Map.of("app", "web"), all, some);
        assertThat(Meshes.texts(selected.warnings()).toString())
                .contains("\"v1\" (expected: a subset of DestinationRule prod/some, which has [])");
    }
}

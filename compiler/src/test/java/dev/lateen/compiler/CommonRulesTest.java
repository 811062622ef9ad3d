package dev.lateen.compiler;

import static dev.lateen.compiler.Meshes.compile;
import static dev.lateen.compiler.Meshes.route;
import static dev.lateen.compiler.Meshes.where;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What holds for all kinds alike: `exportTo`, and whose word counts of several.
class CommonRulesTest {

    private static final String SAME = "2020-01-01T00:00:00Z";
    private static final String HOST = "a.prod.svc.cluster.local";

    private static boolean isKnown(String yaml, String namespace, String host) {
        var snapshot = compile(Meshes.sidecar(namespace, Map.of()), yaml).snapshot();
        return where(route(snapshot, "80", "http://" + host + "/")).contains("||" + host);
    }

    @ParameterizedTest(name = "exportTo [{0}] of prod: in prod {1}, in dev {2}, in istio-system {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true | true | true",
                "* | true | true | true",
                ". | true | false | false",
                "prod | true | false | false",
                "dev | false | true | false",
                "., dev | true | true | false",
                "istio-system | false | false | true",
                "~ | false | false | false"
            })
    void exportToSaysWhoMayUseAResource(String exportTo, boolean prod, boolean dev, boolean root) {
        var service = Yaml.service("a", "prod", 80)
                .replace(
                        "namespace: prod}",
                        "namespace: prod, annotations: {networking.istio.io/exportTo: '%s'}}".formatted(exportTo));
        var list = exportTo.isEmpty() ? "" : "exportTo: ['" + exportTo.replace(", ", "', '") + "']\n";
        var entry = Yaml.resource("ServiceEntry", "e", "prod", SAME, """
                hosts: [e.com]
                ports: [{number: 80, name: http, protocol: HTTP}]
                resolution: STATIC
                endpoints: [{address: 10.0.0.1}]
                """ + list);

        var expected = Map.of("prod", prod, "dev", dev, "istio-system", root);
        expected.forEach((namespace, known) -> {
            assertThat(isKnown(service, namespace, HOST)).as(namespace).isEqualTo(known);
            assertThat(isKnown(entry, namespace, "e.com")).as(namespace).isEqualTo(known);
            if (!exportTo.equals("~")) { // of a ServiceEntry only
                assertThat(isRouted(list, namespace)).as(namespace).isEqualTo(known);
            }
        });
    }

    private static boolean isRouted(String exportTo, String namespace) {
        var yaml = Yaml.service("a", "prod", 80)
                + Yaml.service("b", "prod", 80)
                + Yaml.virtualService("vs", "prod", SAME, "hosts: [a]\n" + exportTo + "http: [{" + Yaml.to("b") + "}]");
        var snapshot = compile(Meshes.sidecar(namespace, Map.of()), yaml).snapshot();
        return where(route(snapshot, "80", "http://" + HOST + "/")).contains("||b.prod");
    }

    @ParameterizedTest(name = "{0} before {1}")
    @CsvSource({
        "2020-01-01T00:00:00Z z prod, 2020-01-01T00:00:01Z a dev",
        "2020-01-01T00:00:00Z a prod, 2020-01-01T00:00:00Z b dev",
        "2020-01-01T00:00:00Z a dev, 2020-01-01T00:00:00Z a prod",
        "- z prod, 1970-01-01T00:00:00Z a dev"
    })
    void theOldestWinsThenTheNameThenTheNamespace(String first, String second) {
        var yaml = Yaml.service("a", "prod", 80) + claim(second, "second") + claim(first, "first");

        var snapshot = compile(Meshes.sidecar(), yaml).snapshot();

        assertThat(where(route(snapshot, "80", "http://" + HOST + "/"))).isEqualTo("outbound|80||first.com");
    }

    private static String claim(String text, String destination) {
        var parts = text.split(" ");
        var spec = "hosts: [" + HOST + "]\nhttp: [{" + Yaml.to(destination + ".com") + "}]";
        var yaml = Yaml.virtualService(parts[1], parts[2], parts[0], spec);
        return parts[0].equals("-") ? yaml.replace(", creationTimestamp: \"-\"", "") : yaml;
    }
}

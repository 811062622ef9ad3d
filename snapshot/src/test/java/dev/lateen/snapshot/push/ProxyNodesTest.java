package dev.lateen.snapshot.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyNodesTest {

    private static final ProxyNode SIDECAR = new ProxyNode(
            ProxyNode.Role.SIDECAR,
            "default",
            "httpbin-v1",
            Map.of("version", "v1", "app", "httpbin", "example.com/x", ""),
            List.of(new ProxyNode.InboundPort(8000, 40001, 9001), new ProxyNode.InboundPort(8001, 0, 9002)),
            15001,
            Map.of());

    private static final ProxyNode GATEWAY = new ProxyNode(
            ProxyNode.Role.GATEWAY,
            "istio-system",
            "istio-ingressgateway",
            Map.of("istio", "ingressgateway"),
            List.of(),
            0,
            Map.of(443, 0, 80, 18080));

    @Test
    void queryIsReadableAndStable() {
        assertThat(ProxyNodes.toQuery(SIDECAR))
                .isEqualTo("role=sidecar&namespace=default&name=httpbin-v1"
                        + "&labels=app%3Dhttpbin%2Cexample.com%2Fx%3D%2Cversion%3Dv1"
                        + "&inbound=8000%3A40001%3A9001%2C8001%3A0%3A9002&outbound=15001");
        assertThat(ProxyNodes.toQuery(GATEWAY))
                .isEqualTo("role=gateway&namespace=istio-system&name=istio-ingressgateway"
                        + "&labels=istio%3Dingressgateway&ports=80%3A18080%2C443%3A0");
    }

    @Test
    void queryComesBackEqual() {
        assertThat(ProxyNodes.fromQuery(ProxyNodes.toQuery(SIDECAR))).isEqualTo(SIDECAR);
        assertThat(ProxyNodes.fromQuery(ProxyNodes.toQuery(GATEWAY))).isEqualTo(GATEWAY);
        assertThat(ProxyNodes.fromQuery("role=sidecar&namespace=n&name=a.b&labels=a=1,b=2&inbound=1:2:3&other=x"))
                .isEqualTo(new ProxyNode(
                        ProxyNode.Role.SIDECAR,
                        "n",
                        "a.b",
                        Map.of("a", "1", "b", "2"),
                        List.of(new ProxyNode.InboundPort(1, 2, 3)),
                        0,
                        Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role      | ''          | role: \"\" (expected: gateway or sidecar)",
                "role      | GATEWAY     | role: \"GATEWAY\" (expected: gateway or sidecar)",
                "namespace | ''          | namespace: \"\" (expected: a Kubernetes namespace)",
                "namespace | a.b         | namespace: \"a.b\" (expected: a Kubernetes namespace)",
                "name      | ../etc      | name: \"../etc\" (expected: letters, digits,",
                "name      | a/b         | name: \"a/b\" (expected",
                "labels    | app         | labels: \"app\" (expected: key=value,key=value) in \"app\"",
                "labels    | a=1,a=2     | labels: \"a=2\" (expected: each key once)",
                "labels    | a=1,        | labels: \"\" (expected: key=value",
                "inbound   | 8000        | inbound: \"8000\" (expected: service:listen:app",
                "inbound   | 1:2:70000   | inbound: \"70000\" (expected: a port, 1..65535) in \"1:2:70000\"",
                "inbound   | 1:2:        | inbound: \"\" (expected: a port",
                "outbound  | -1          | outbound: \"-1\" (expected: a port, 1..65535)",
                "ports     | 80          | ports: \"80\" (expected: server:bound",
                "ports     | 0:80        | ports: \"0\" (expected: a port",
                "ports     | 80:1,80:2   | ports: \"80:2\" (expected: each server port once)"
            })
    void badValuesAreNamedWithTheExpectation(String parameter, String value, String message) {
        var parameters = new HashMap<>(Map.of("role", "sidecar", "namespace", "default", "name", "a"));
        parameters.put(parameter, value);
        assertThatThrownBy(() -> ProxyNodes.fromQuery(parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}

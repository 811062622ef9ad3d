package dev.lateen.it;

import dev.lateen.testkit.tls.Certificate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/// The resources that most tests begin with.
final class Yaml {

    static final String GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata:
              name: gateway
            spec:
              selector:
                istio: ingressgateway
              servers:
              - port: {number: 80, name: http, protocol: HTTP}
                hosts: ["*"]
            """;

    static final String SUBSETS = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: httpbin
            spec:
              host: httpbin
              subsets:
              - name: v1
                labels: {version: v1}
              - name: v2
                labels: {version: v2}
            """;

    private Yaml() {}

    static String service(String name, int port) {
        return """
                apiVersion: v1
                kind: Service
                metadata:
                  name: %s
                spec:
                  selector: {app: %s}
                  ports:
                  - {name: http, port: %d, targetPort: %d}
                """.formatted(name, name, port, port);
    }

    /// A document of its own.
    ///
    /// @param name with its namespace in front
    static String tlsSecret(String name, Certificate certificate) {
        int slash = name.indexOf('/');
        return """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {namespace: %s, name: %s}
                type: kubernetes.io/tls
                data: {tls.crt: %s, tls.key: %s}
                """.formatted(
                        name.substring(0, slash),
                        name.substring(slash + 1),
                        base64(certificate.pem()),
                        base64(certificate.keyPem()));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A host outside of any Service, at port 80.
    ///
    /// @param endpoints in YAML, a comma between them
    static String serviceEntry(String name, String host, String endpoints) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: %s}
                spec:
                  hosts: [%s]
                  resolution: STATIC
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  endpoints: [%s]
                """.formatted(name, host, endpoints);
    }

    static String workloadEntry(String name, Map<String, String> labels, int port) {
        String text = labels.entrySet().stream()
                .map(label -> label.getKey() + ": \"" + label.getValue() + "\"")
                .collect(Collectors.joining(", "));
        return """
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata:
                  name: %s
                  annotations: {lateen.dev/sidecar: "true"}
                spec:
                  address: 127.0.0.1
                  labels: {%s}
                  ports: {http: %d}
                """.formatted(name, text, port);
    }

    /// A VirtualService for every host at the gateway, with the given `http` rules.
    static String virtualService(String http) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata:
                  name: httpbin
                spec:
                  hosts: ["*"]
                  gateways: [gateway]
                  http:
                """ + http.indent(2);
    }

    static String split(int v1, int v2) {
        return virtualService("""
                - route:
                  - destination: {host: httpbin, subset: v1}
                    weight: %d
                  - destination: {host: httpbin, subset: v2}
                    weight: %d
                """.formatted(v1, v2));
    }

    /// A Gateway on port 80 with these hosts, as `namespace/name`.
    static String gateway(String key, String... hosts) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: %s
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: %s
                """.formatted(metadata(key), list(hosts));
    }

    /// @param key `namespace/name`
    /// @param hosts separated by commas
    /// @param gateways separated by commas
    static String virtualService(String key, String hosts, String gateways, String... rules) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: %s
                spec:
                  hosts: %s
                  gateways: %s
                  http:
                """.formatted(metadata(key), list(hosts.split(",")), list(gateways.split(",")))
                + String.join("", rules).indent(2);
    }

    /// A rule that says in the answer's `x-rule` that it took the request; its destination is httpbin.
    ///
    /// @param matches flow mappings, for instance `{uri: {exact: /a}}`; none for every request
    static String rule(String mark, String... matches) {
        String match = matches.length == 0 ? "" : "match: [" + String.join(", ", matches) + "], ";
        return "- {" + match + "headers: {response: {set: {x-rule: " + mark
                + "}}}, route: [{destination: {host: httpbin.default.svc.cluster.local}}]}\n";
    }

    private static String metadata(String key) {
        int slash = key.indexOf('/');
        return "{namespace: %s, name: %s}".formatted(key.substring(0, slash), key.substring(slash + 1));
    }

    private static String list(String... values) {
        return Arrays.stream(values).collect(Collectors.joining("', '", "['", "']"));
    }
}

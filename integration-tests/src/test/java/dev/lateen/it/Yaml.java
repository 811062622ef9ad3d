package dev.lateen.it;

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
}

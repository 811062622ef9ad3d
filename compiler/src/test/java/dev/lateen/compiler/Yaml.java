package dev.lateen.compiler;

/// Short resources for tests.
final class Yaml {

    private Yaml() {}

    static String service(String name, String namespace, int... ports) {
        var yaml = new StringBuilder("""
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec:
                  selector: {app: %s}
                  ports:
                """.formatted(name, namespace, name));
        for (int port : ports) {
            yaml.append("  - {name: http-")
                    .append(port)
                    .append(", port: ")
                    .append(port)
                    .append("}\n");
        }
        return yaml.toString();
    }

    static String workload(String name, String namespace, String address, String labels) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: %s, namespace: %s}
                spec:
                  address: %s
                  labels: %s
                """.formatted(name, namespace, address, labels);
    }

    static String gateway(String name, String namespace, String servers) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: %s, namespace: %s}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                %s
                """.formatted(name, namespace, servers.indent(2));
    }

    static String httpServer(int port, String... hosts) {
        return "- {port: {number: %d, name: http-%d, protocol: HTTP}, hosts: ['%s']}%n"
                .formatted(port, port, String.join("', '", hosts));
    }

    /// @param spec indented by nothing, as it stands below `spec:`
    static String virtualService(String name, String namespace, String created, String spec) {
        return resource("VirtualService", name, namespace, created, spec);
    }

    static String destinationRule(String name, String namespace, String spec) {
        return resource("DestinationRule", name, namespace, "2020-01-01T00:00:00Z", spec);
    }

    static String resource(String kind, String name, String namespace, String created, String spec) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: %s
                metadata: {name: %s, namespace: %s, creationTimestamp: "%s"}
                spec:
                %s
                """.formatted(kind, name, namespace, created, spec.indent(2));
    }

    static String to(String host) {
        return "route: [{destination: {host: " + host + "}}]";
    }
}

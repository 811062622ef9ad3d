package dev.lateen.api.yaml;

import java.util.List;

/// A file of as many resources as one likes, of the kinds and sizes that meshes have.
final class ManyResources {

    private static final List<String> TEMPLATES = List.of(
            HostileInputTest.GOOD.replace("name: reviews\n", "name: NAME\n").replace("    mirrorPercent: 10\n", ""),
            Samples.DESTINATION_RULE.replace("name: reviews\n", "name: NAME\n"),
            Samples.SERVICE.replace("name: httpbin,", "name: NAME,"),
            Samples.GATEWAY.replace("name: httpbin-gateway", "name: NAME"),
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: NAME, labels: {team: shop}}
            spec:
              hosts: [api.example.com]
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints:
              - {address: 10.0.0.1, ports: {http: 8080}, labels: {v: one}, weight: 3}
            """,
            """
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: NAME}
            spec:
              selector: {matchLabels: {app: httpbin}}
              action: ALLOW
              rules:
              - from: [{source: {principals: ["cluster.local/ns/default/sa/sleep"]}}]
                to: [{operation: {methods: [GET], paths: ["/info*"], ports: ["8080"]}}]
            """);

    private ManyResources() {}

    static String file(int count) {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < count; i++) {
            yaml.append(TEMPLATES.get(i % TEMPLATES.size()).replace("NAME", "n-" + i))
                    .append("---\n");
        }
        return yaml.toString();
    }
}

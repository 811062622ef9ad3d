package dev.lateen.api.yaml;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Good resources to start from, and ways to spoil them.
final class Samples {

    static final String DESTINATION_RULE = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: reviews
              annotations: {note: "a: b"}
            spec:
              host: reviews
              trafficPolicy:
                loadBalancer:
                  warmup: {duration: 30s, minimumPercent: 12.50, aggression: 1e0}
                connectionPool:
                  http: {http1MaxPendingRequests: 10, idleTimeout: 30s}
                outlierDetection: {consecutive5xxErrors: 3, interval: 2s}
              subsets:
              - name: v1
                labels: {version: v1, app: reviews, zone: z, b: b, a: a}
            """;

    static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: httpbin, namespace: apps, labels: {app: httpbin}}
            spec:
              type: ClusterIP
              selector: {app: httpbin}
              ports:
              - {name: http, port: 8000, targetPort: 80}
              - {name: admin, port: 8001, targetPort: admin, appProtocol: kubernetes.io/h2c}
            """;

    static final String GATEWAY = """
            apiVersion: networking.istio.io/v1alpha3
            kind: Gateway
            metadata:
              name: httpbin-gateway
            spec:
              selector:
                istio: ingressgateway
              servers:
              - port: {number: 80, name: http, protocol: HTTP}
                hosts: ["*", "default/*.example.com"]
              - port: {number: 443, name: https, protocol: HTTPS}
                hosts: ["bookinfo.com"]
                tls: {mode: SIMPLE, credentialName: bookinfo, cipherSuites: [AES128-SHA]}
            """;

    static final String ENTRIES = """
            apiVersion: networking.istio.io/v1beta1
            kind: ServiceEntry
            metadata: {name: external}
            spec:
              hosts: [api.example.com]
              location: MESH_EXTERNAL
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints:
              - {address: 10.0.0.1, ports: {http: 8080}, labels: {v: one}, weight: 3}
              - {address: "fe80::1", locality: a/b/c}
              exportTo: ["."]
            ---
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm-1}
            spec: {address: unix:///run/app.sock, labels: {app: vm}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: apps}
            """;

    private static final List<String> TOKENS = List.of(
            "null",
            "{}",
            "[]",
            "-1",
            "0",
            "99999999999999999999",
            "1e400",
            ".nan",
            "\"\"",
            "*x",
            "&x",
            "<<: {a: b}",
            "!!binary x",
            "\u0000",
            "\uFEFF",
            "\t",
            "%",
            "*",
            "?",
            "((((",
            "\ud83d",
            "\r",
            "---",
            "...",
            "0x",
            "\"\\u",
            "'",
            "5s",
            "-5s",
            "9999999999h",
            "true",
            "a.b.c",
            "unix://",
            "10.0.0.0/33",
            "::",
            "|",
            ">",
            "@request.auth.claims");

    private Samples() {}

    static List<Function<String, String>> mutations(Random random) {
        return List.of(
                text -> cut(text, random),
                text -> insert(text, random),
                text -> replaceValue(text, random),
                text -> duplicateLine(text, random),
                text -> swapLines(text, random),
                text -> flip(text, random));
    }

    private static String cut(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(40));
        return text.substring(0, from) + text.substring(to);
    }

    private static String insert(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + token(random) + text.substring(at);
    }

    private static String replaceValue(String text, Random random) {
        int colon = text.indexOf(": ", random.nextInt(text.length() + 1));
        if (colon < 0) {
            return text + "\n" + token(random);
        }
        int end = colon + 2;
        while (end < text.length() && "\n,}]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, colon + 2) + token(random) + text.substring(end);
    }

    private static String duplicateLine(String text, Random random) {
        List<String> lines = new java.util.ArrayList<>(text.lines().toList());
        if (!lines.isEmpty()) {
            lines.add(random.nextInt(lines.size()), lines.get(random.nextInt(lines.size())));
        }
        return String.join("\n", lines);
    }

    private static String swapLines(String text, Random random) {
        List<String> lines = new java.util.ArrayList<>(text.lines().toList());
        if (!lines.isEmpty()) {
            java.util.Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        }
        return String.join("\n", lines);
    }

    private static String flip(String text, Random random) {
        if (text.isEmpty()) {
            return text;
        }
        StringBuilder flipped = new StringBuilder(text);
        flipped.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(96)));
        return flipped.toString();
    }

    private static String token(Random random) {
        return TOKENS.get(random.nextInt(TOKENS.size()));
    }
}

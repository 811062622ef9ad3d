package dev.lateen.it;

import java.util.stream.Stream;

/// The table of [StatusesIT]: requests that are not served, each with what Istio's users expect to see.
final class StatusCases {

    static final String HOST = "x.example.com";
    static final String CLUSTER = "httpbin.default.svc.cluster.local";

    private static final String RULES = """
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: httpbin}
            spec:
              host: httpbin
              subsets: [{name: empty, labels: {version: v9}}]
            """
            + Yaml.virtualService(
                    "default/a",
                    HOST,
                    "gateway",
                    to("nohost", "{host: nowhere.example.com}"),
                    to("nosubset", "{host: httpbin, subset: v9}"),
                    to("noport", "{host: httpbin, port: {number: 9999}}"),
                    to("empty", "{host: httpbin, subset: empty}"),
                    to("refused", "{host: refused.example.com}"),
                    to("rude", "{host: rude.example.com}"),
                    to("garbled", "{host: garbled.example.com}"),
                    to("ok", "{host: httpbin}"),
                    to("hang", "{host: httpbin}").replace("name: hang", "name: hang, timeout: 0.2s"),
                    to("gone", "{host: httpbin}").replace("route:", "rewrite: {uri: /hang}, route:"),
                    action("redirect", "redirect: {uri: /other, redirectCode: 304}"),
                    action("direct", "directResponse: {status: 200, body: {string: closed}}"),
                    action("delegate", "delegate: {name: other}"),
                    action(
                            "regex",
                            "rewrite: {uriRegexRewrite: {match: a, rewrite: '\\1'}}, route: [{destination: {host: httpbin}}]"));

    private StatusCases() {}

    /// The rules that the requests meet, and destinations at these ports.
    static String resources(int refused, int rude, int garbled) {
        return entry("refused", refused) + entry("rude", rude) + entry("garbled", garbled) + RULES;
    }

    /// A host `NAME.example.com` at a port of this machine.
    static String entry(String name, int port) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: %s}
                spec:
                  hosts: [%s.example.com]
                  resolution: STATIC
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  endpoints: [{address: 127.0.0.1, ports: {http: %d}}]
                """.formatted(name, name, port);
    }

    private static String to(String name, String destination) {
        return action(name, "route: [{destination: " + destination + "}]");
    }

    private static String action(String name, String action) {
        return "- {name: " + name + ", match: [{uri: {prefix: /" + name + "}}], " + action + "}\n";
    }

    /// @param head the whole request, or a path for a plain GET
    /// @param istio body in Istio's style, a prefix of it
    /// @param brief part of the body in the brief style
    record Case(String head, int status, String flags, String details, String route, String istio, String brief) {

        String bytes() {
            return head.startsWith("/") ? "GET " + head + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n" : head;
        }

        @Override
        public String toString() {
            return status + " " + flags + " " + details + " " + (head.startsWith("/") ? head : "");
        }
    }

    private static String head(String lines) {
        return "GET /ok HTTP/1.1\r\n" + lines + "\r\n";
    }

    static Stream<Case> all() {
        String host = "Host: " + HOST + "\r\n";
        String nc = "cluster_not_found";
        String reset = "upstream_reset_before_response_started{";
        String connect = "upstream connect error or disconnect/reset before headers. reset reason: ";
        return Stream.of(
                new Case("/ok", 200, "-", "via_upstream", "ok", "ok", "ok"),
                new Case(head("Host: other.org\r\n"), 404, "NR", "route_not_found", "-", "", "other.org/ok (NR"),
                new Case("/none", 404, "NR", "route_not_found", "-", "", "no rule matches"),
                new Case("/nohost", 503, "NC", nc, "nohost", "", "outbound|80||nowhere.example.com"),
                new Case("/nosubset", 503, "NC", nc, "nosubset", "", "outbound|8000|v9|" + CLUSTER),
                new Case("/noport", 503, "NC", nc, "noport", "", "outbound|9999||" + CLUSTER),
                new Case("/empty", 503, "UH", "no_healthy_upstream", "empty", "no healthy upstream", "no endpoint"),
                new Case(
                        "/refused",
                        503,
                        "UF,URX",
                        reset + "remote_connection_failure}",
                        "refused",
                        connect.replace("headers. ", "headers. retried and the latest ")
                                + "remote connection failure, transport failure reason: delayed connect error: ",
                        "failed"),
                new Case(
                        "/rude",
                        503,
                        "UC",
                        reset + "connection_termination}",
                        "rude",
                        connect + "connection termination",
                        "closed the connection"),
                new Case(
                        "/garbled",
                        502,
                        "UPE",
                        reset + "protocol_error}",
                        "garbled",
                        connect + "protocol error",
                        "malformed HTTP"),
                new Case("/hang", 504, "UT", "response_timeout", "hang", "upstream request timeout", "timeout"),
                new Case(
                        "/redirect",
                        501,
                        "-",
                        "not_honoured",
                        "redirect",
                        "",
                        "spec.http[10].redirect.redirectCode of"),
                new Case("/direct", 200, "-", "direct_response", "direct", "closed", "closed"),
                new Case("/delegate", 404, "NR", "route_not_found", "-", "", "no rule matches"),
                new Case("/regex", 501, "-", "not_honoured", "regex", "", "spec.http[13].rewrite.uriRegexRewrite of"),
                new Case(head(""), 400, "DPE", "http1.host", "-", "Bad Request", "no Host header"),
                new Case(head(host + host), 400, "DPE", "http1.host", "-", "Bad Request", "more than one Host"),
                new Case(
                        head(host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
                        400,
                        "DPE",
                        "http1.ambiguous_framing",
                        "-",
                        "Bad Request",
                        "both Content-Length"),
                new Case(
                        head(host + "x-long: " + "x".repeat(62_000) + "\r\n"),
                        431,
                        "DPE",
                        "http1.headers_too_large",
                        "-",
                        "",
                        "61440 bytes"),
                new Case(
                        head(host + "x-more: 1\r\n".repeat(100)),
                        431,
                        "DPE",
                        "http1.too_many_headers",
                        "-",
                        "",
                        "100 headers"));
    }
}

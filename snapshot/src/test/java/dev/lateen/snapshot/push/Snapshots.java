package dev.lateen.snapshot.push;

import dev.lateen.snapshot.Cluster;
import dev.lateen.snapshot.Cors;
import dev.lateen.snapshot.DownstreamTls;
import dev.lateen.snapshot.Endpoint;
import dev.lateen.snapshot.Fault;
import dev.lateen.snapshot.FilterChain;
import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.Listener;
import dev.lateen.snapshot.Mirror;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.PathRewrite;
import dev.lateen.snapshot.RampStep;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.RouteMatch.NamedMatch;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.snapshot.TcpRoute;
import dev.lateen.snapshot.TcpSettings;
import dev.lateen.snapshot.UpstreamTls;
import dev.lateen.snapshot.VirtualHost;
import dev.lateen.snapshot.WeightPolicy;
import dev.lateen.snapshot.WorkloadRef;
import java.util.List;

/// A snapshot with every kind of part, and its pieces.
final class Snapshots {

    static final Origin ORIGIN = new Origin("VirtualService", "default", "httpbin", 0, -1, "httpbin.yaml", 12);

    private Snapshots() {}

    static Snapshot full() {
        return new Snapshot(
                List.of(listener("0.0.0.0_8080", 8080), secure("0.0.0.0_8443", 8443)),
                List.of(routeConfig("http.8080", 90), new RouteConfig("empty", 0, List.of())),
                List.of(cluster("b", 9001), cluster("a", 9002)));
    }

    static Listener listener(String name, int port) {
        return new Listener(
                name,
                port == 0 ? "" : null,
                port,
                Listener.Kind.GATEWAY,
                List.of("http." + port),
                List.of(new Origin("Gateway", "default", "gw", -1, -1, null, 0)));
    }

    static Listener secure(String name, int port) {
        var tls = new DownstreamTls(
                DownstreamTls.Mode.MUTUAL,
                List.of("kubernetes://httpbin"),
                "kubernetes://httpbin-cacert",
                "TLSv1.2",
                "TLSv1.3",
                List.of("ECDHE-RSA-AES128-GCM-SHA256"),
                List.of("client.test"),
                List.of("c3BraQ=="),
                List.of("00ff"));
        var tcp = new TcpRoute("passed", List.of(new TcpRoute.Destination("a", 1)), ORIGIN);
        return new Listener(
                name,
                null,
                port,
                Listener.Kind.GATEWAY,
                List.of(),
                List.of(
                        new FilterChain("https", List.of("a.test"), tls, "http.8080", null, List.of(ORIGIN)),
                        new FilterChain("tls", List.of("*.b.test"), null, null, tcp, List.of()),
                        new FilterChain("rest", List.of(), null, null, tcp, List.of())),
                List.of());
    }

    static RouteConfig routeConfig(String name, int weight) {
        var edits = new HeaderEdits(
                List.of(new HeaderEdits.Header("x-set", "")),
                List.of(new HeaderEdits.Header("x-add", "1"), new HeaderEdits.Header("x-add", "2")),
                List.of("x-gone"));
        var match = new RouteMatch(
                new StringMatch.Prefix(""),
                true,
                new StringMatch.Exact("http"),
                new StringMatch.Regex("GET|PUT"),
                new StringMatch.Exact("a:80"),
                List.of(
                        new NamedMatch("x-a", new StringMatch.Present(), false),
                        new NamedMatch("x-b", new StringMatch.Exact(""), true)),
                List.of(new NamedMatch("q", new StringMatch.Prefix("v"), false)));
        var split = new RouteAction.Forward(
                List.of(
                        new RouteAction.Destination("a", weight, "h.test", edits, HeaderEdits.NONE),
                        new RouteAction.Destination("b", 100 - weight, null, HeaderEdits.NONE, edits)),
                new PathRewrite.Prefix("", "/"),
                "",
                1500,
                edits,
                HeaderEdits.NONE);
        var plain = new RouteAction.Forward(
                List.of(new RouteAction.Destination("a", 0, null, HeaderEdits.NONE, HeaderEdits.NONE)),
                new PathRewrite.Whole(""),
                null,
                0,
                HeaderEdits.NONE,
                HeaderEdits.NONE);
        var redirect = new RouteAction.Redirect(308, "https", null, 8443, new PathRewrite.Regex("a(b)", "\\1"), edits);
        var direct = new RouteAction.DirectResponse(503, "Y2xvc2Vk", true, HeaderEdits.NONE);
        var cors = new Cors(
                List.of(new StringMatch.Exact("https://a.test")),
                List.of("GET"),
                List.of("x-a"),
                List.of("x-b"),
                0L,
                true,
                true);
        var fault = new Fault(new Fault.Delay(1, 5_000), new Fault.Abort(1_000_000, 0, true), true);
        var refuse = new RouteAction.Refuse(502, "direct_response", "not in the mesh");
        return new RouteConfig(
                name,
                8080,
                List.of(new VirtualHost(
                        "*:80",
                        List.of("*"),
                        List.of(
                                new Route(
                                        "canary.match",
                                        match,
                                        sticky(split),
                                        ORIGIN,
                                        "canary",
                                        new RampStep("4f1c09aa/0", 1, 3, 5, "2026-11-28T09:00:00Z", true),
                                        cors,
                                        fault),
                                new Route("", RouteMatch.ANY, plain, ORIGIN),
                                new Route("moved", match, redirect, ORIGIN),
                                new Route("closed", match, direct, ORIGIN),
                                new Route("no", RouteMatch.ANY, refuse, ORIGIN)),
                        List.of(new VirtualHost.SkippedRule(ORIGIN, "match.port is 9000")))));
    }

    private static RouteAction.Forward sticky(RouteAction.Forward forward) {
        var sticky = new WeightPolicy.Sticky(WeightPolicy.Sticky.By.HEADER, "x-user");
        return forward.withMirrors(List.of(new Mirror("a", 1))).withWeights(new WeightPolicy(true, sticky, true));
    }

    static Cluster cluster(String name, int port) {
        var workload = new WorkloadRef("httpbin-v1", "default", "httpbin", "v1", "httpbin", "v1", "Kubernetes");
        return new Cluster(
                name,
                new Cluster.ServiceRef("httpbin.default.svc.cluster.local", "httpbin", "default"),
                8000,
                name.equals("a") ? null : "v1",
                Cluster.LoadBalancing.ROUND_ROBIN,
                Cluster.DEFAULT_CONNECT_TIMEOUT_MILLIS,
                Cluster.DEFAULT_IDLE_TIMEOUT_MILLIS,
                name.equals("a") ? 0 : 7,
                name.equals("a") ? Cluster.Discovery.STATIC : Cluster.Discovery.DNS,
                List.of(
                        new Endpoint("127.0.0.1", port, 1, true, workload),
                        new Endpoint("::1", port, 2, false, WorkloadRef.UNKNOWN)),
                name.equals("a") ? null : new UpstreamTls("sni.test", List.of("b.test"), "ca", "client", true),
                name.equals("a")
                        ? null
                        : new TcpSettings(5L, new TcpSettings.KeepAlive(1, 2, 3), TcpSettings.ProxyProtocol.V2),
                null,
                name.equals("a") ? null : ORIGIN);
    }
}

package dev.lateen.compiler;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.snapshot.HeaderEdits.Header;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.Snapshot;
import dev.lateen.snapshot.route.Decision;
import dev.lateen.snapshot.route.RequestHeads;
import dev.lateen.snapshot.route.RouteTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What Istio's integration tests expect of live traffic, as far as the configuration alone decides it.
class PeerTrafficTest {

    /// Cases that the configuration alone does not decide, with the reason.
    private static final Map<String, String> MISSES = Map.ofEntries(
            entry("cors", "the engine answers: PeerTrafficIT"),
            entry("fault abort", "the engine answers: PeerTrafficIT"),
            entry(
                    "without headers regex \"*\" is presence match",
                    "its third call is answered by the engine: PeerTrafficIT"),
            entry("catch all route short circuits the other routes", "the engine answers: PeerTrafficIT"),
            entry("gateway https redirect with virtual service", "its second call needs numTrustedProxies"));

    private static final String SERVICES =
            Yaml.service("b", "default", 80, 85) + Yaml.service("c", "default", 80) + Yaml.service("d", "default", 80);

    @Test
    void requestsFareAsThePeerExpects() throws IOException {
        var cases = PeerCases.list(PeerCases.load(PeerCases.folder("traffic").resolve("cases.yaml")));
        var failures = new TreeMap<String, String>();
        for (var one : cases) {
            boolean gateway = PeerCases.text(one, "source").startsWith("external");
            var node = gateway ? Meshes.gateway() : Meshes.sidecar();
            var config = PeerCases.text(one, "config");
            var resources = new ArrayList<>(Meshes.resources(SERVICES));
            resources.addAll(PeerCases.resources(config));
            var snapshot = Compiler.compile(MeshState.of(resources), node).snapshot();
            for (var call : PeerCases.list(one.get("calls"))) {
                var failure = failure(snapshot, gateway, call);
                if (!failure.isEmpty()) {
                    failures.put(PeerCases.text(one, "name"), failure);
                }
            }
        }
        assertThat(failures.keySet()).as(failures.toString()).isEqualTo(new TreeMap<>(MISSES).keySet());
        assertThat(cases).hasSize(16);
    }

    private static String failure(Snapshot snapshot, boolean gateway, Map<String, Object> call) {
        var request = PeerCases.map(call.get("request"));
        var headers = new ArrayList<Map.Entry<String, String>>();
        PeerCases.map(request.get("headers")).forEach((name, value) -> headers.add(entry(name, value.toString())));
        var host = PeerCases.text(request, "host");
        int port = PeerCases.number(request, "port", 80);
        var config = Meshes.routeConfig(snapshot, gateway ? "http.8080" : String.valueOf(port));
        var table = RouteTable.of(config);
        var method = PeerCases.text(request, "method");
        var sent = method.isEmpty() ? "GET" : method;
        var url = "http://" + (host.isEmpty() ? "b" : host) + PeerCases.text(request, "path");
        var decision = table.explain(RequestHeads.of(sent, url, headers));
        if (Boolean.TRUE.equals(request.get("followRedirects"))
                && decision.outcome() instanceof Decision.Redirected redirected) {
            decision = table.explain(RequestHeads.of(sent, redirected.location(), headers));
        }
        return failure(decision, PeerCases.map(call.get("expect")));
    }

    private static String failure(Decision decision, Map<String, Object> expected) {
        int status = PeerCases.number(expected, "status", 200);
        return switch (decision.outcome()) {
            case Decision.NoVirtualHost _, Decision.NoRoute _ -> status == 404 ? "" : "404";
            case Decision.Demanded demanded -> demanded.toString();
            case Decision.Redirected redirected ->
                redirected.status() == status
                                && Map.of("Location", redirected.location())
                                        .equals(expected.getOrDefault(
                                                "responseHeaders", Map.of("Location", redirected.location())))
                        ? ""
                        : redirected.toString();
            case Decision.Answered answered -> answered.status() == status ? "" : answered.toString();
            case Decision.Refused refused ->
                refused.refuse().status() == status
                        ? ""
                        : refused.refuse().status() + " " + refused.refuse().reason();
            case Decision.Forwarded forwarded -> status == 200 ? failure(decision, forwarded, expected) : "forwarded";
        };
    }

    private static String failure(Decision decision, Decision.Forwarded forwarded, Map<String, Object> expected) {
        var failures = new StringBuilder();
        var forward = forwarded.forward();
        var request = decision.request();
        var path = forwarded.rewrittenPath() == null ? request.path() : forwarded.rewrittenPath();
        expected.forEach((key, value) -> {
            boolean holds = switch (key) {
                case "status", "toleranceAbs" -> true;
                case "upstreamHost" -> authority(forward).equals(value);
                case "upstreamPath" -> value.equals(request.query() == null ? path : path + "?" + request.query());
                case "upstreamRequestHeaders" -> hasHeaders(forward, PeerCases.map(value));
                case "splitPercent" -> shares(forward).equals(value);
                default -> false;
            };
            if (!holds) {
                failures.append(key).append(' ').append(value).append("; ");
            }
        });
        return failures.toString();
    }

    private static String authority(RouteAction.Forward forward) {
        var own = forward.destinations().getFirst().authority();
        return String.valueOf(forward.authority() == null ? own : forward.authority());
    }

    private static boolean hasHeaders(RouteAction.Forward forward, Map<String, Object> expected) {
        var edits = Stream.concat(forward.request().set().stream(), forward.request().add().stream())
                .map(Header::name)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        return expected.keySet().stream().allMatch(name -> edits.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static Map<String, Object> shares(RouteAction.Forward forward) {
        var shares = new TreeMap<String, Object>();
        forward.destinations().forEach(destination -> {
            var host = destination.cluster().substring(destination.cluster().lastIndexOf('|') + 1);
            shares.put(host.substring(0, host.indexOf('.')), destination.weight());
        });
        return shares;
    }
}

package dev.lateen.snapshot.route;

import dev.lateen.snapshot.HeaderEdits;
import dev.lateen.snapshot.Origin;
import dev.lateen.snapshot.Route;
import dev.lateen.snapshot.RouteAction;
import dev.lateen.snapshot.RouteConfig;
import dev.lateen.snapshot.RouteMatch;
import dev.lateen.snapshot.RouteMatch.NamedMatch;
import dev.lateen.snapshot.StringMatch;
import dev.lateen.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Route tables and requests in few words.
final class Tables {

    private Tables() {}

    /// One virtual host per list of domains, with one catch-all route named as its first domain.
    @SafeVarargs
    static RouteTable hosts(List<String>... domains) {
        return RouteTable.of(new RouteConfig(
                "http.8080",
                8080,
                Stream.of(domains)
                        .map(list -> host(list, List.of(route(list.getFirst(), RouteMatch.ANY, 0))))
                        .toList()));
    }

    /// One virtual host `*`, routes named r0, r1 and so on.
    static RouteTable routes(RouteMatch... matches) {
        var routes = new ArrayList<Route>();
        for (int i = 0; i < matches.length; i++) {
            routes.add(route("r" + i, matches[i], i));
        }
        return table(host(List.of("*"), routes));
    }

    static RouteTable table(VirtualHost... hosts) {
        return RouteTable.of(new RouteConfig("http.8080", 8080, List.of(hosts)));
    }

    static VirtualHost host(List<String> domains, List<Route> routes) {
        return new VirtualHost(domains.getFirst() + ":80", domains, routes, List.of());
    }

    static Route route(String name, RouteMatch match, int rule) {
        return new Route(name, match, forward("outbound|80||" + name, 0), origin(rule));
    }

    static Origin origin(int rule) {
        return new Origin("VirtualService", "default", "httpbin", rule, 0, "httpbin.yaml", 12 + 10 * rule);
    }

    /// Clusters and weights in turn.
    static RouteAction.Forward forward(Object... clustersAndWeights) {
        var destinations = new ArrayList<RouteAction.Destination>();
        for (int i = 0; i < clustersAndWeights.length; i += 2) {
            destinations.add(new RouteAction.Destination(
                    (String) clustersAndWeights[i],
                    (Integer) clustersAndWeights[i + 1],
                    null,
                    HeaderEdits.NONE,
                    HeaderEdits.NONE));
        }
        return new RouteAction.Forward(destinations, null, null, 0, HeaderEdits.NONE, HeaderEdits.NONE);
    }

    static RouteMatch path(StringMatch path) {
        return new RouteMatch(path, false, null, null, null, List.of(), List.of());
    }

    static RouteMatch pathIgnoringCase(StringMatch path) {
        return new RouteMatch(path, true, null, null, null, List.of(), List.of());
    }

    static RouteMatch header(String name, StringMatch value) {
        return new RouteMatch(null, false, null, null, null, List.of(new NamedMatch(name, value, false)), List.of());
    }

    static RouteMatch withoutHeader(String name, StringMatch value) {
        return new RouteMatch(null, false, null, null, null, List.of(new NamedMatch(name, value, true)), List.of());
    }

    static RouteMatch query(String name, StringMatch value) {
        return new RouteMatch(null, false, null, null, null, List.of(), List.of(new NamedMatch(name, value, false)));
    }

    static StringMatch exact(String value) {
        return new StringMatch.Exact(value);
    }

    static StringMatch prefix(String value) {
        return new StringMatch.Prefix(value);
    }

    static StringMatch regex(String value) {
        return new StringMatch.Regex(value);
    }

    static StringMatch present() {
        return new StringMatch.Present();
    }

    /// @param headers lines `name: value`
    static RequestHead get(String url, String... headers) {
        return request("GET", url, headers);
    }

    static RequestHead request(String method, String url, String... headers) {
        var entries = Arrays.stream(headers)
                .map(line -> Map.entry(
                        line.substring(0, line.indexOf(':', 1)),
                        line.substring(line.indexOf(':', 1) + 1).strip()))
                .toList();
        return RequestHeads.of(method, url, entries);
    }

    static @Nullable String matched(RouteTable table, RequestHead head) {
        var route = table.match(head);
        return route == null ? null : route.route().name();
    }

    /// Whether a table with this one match takes the request; `explain` must agree.
    static boolean takes(RouteMatch match, RequestHead head) {
        var table = routes(match);
        boolean taken = table.match(head) != null;
        if (taken != table.explain(head).outcome() instanceof Decision.Forwarded) {
            throw new AssertionError("explain and match disagree: " + table.explain(head));
        }
        return taken;
    }
}

package dev.lateen.benchmarks.scenario;

import java.util.ArrayList;
import java.util.List;

/// What every proxy is asked to do, from which its configuration is made.
///
/// Of each route (a host and a path prefix) requests with `x-tier: gold` go to upstream b, of all others nine in ten to
/// a and one to b. Every request gets `x-request-id`, `x-forwarded-for` and `x-forwarded-proto`.
///
/// @param upstreamA port of loopback
/// @param upstreamB port of loopback
public record Work(int routes, int upstreamA, int upstreamB) {

    public static final String TIER_HEADER = "x-tier";
    public static final String GOLD = "gold";
    public static final int PERCENT_A = 90;

    /// So many routes share a host when there are more than a handful.
    private static final int PREFIXES_OF_HOST = 100;

    private static final int HANDFUL = 10;

    /// @param prefix with a slash at both ends
    public record Route(String host, String prefix) {}

    /// One of the virtual hosts with its routes.
    public record Host(String name, List<Route> routes) {}

    public List<Host> hosts() {
        int prefixes = routes <= HANDFUL ? 1 : PREFIXES_OF_HOST;
        var hosts = new ArrayList<Host>();
        for (int made = 0; made < routes; made += prefixes) {
            var name = "h" + hosts.size() + ".example.com";
            var of = new ArrayList<Route>();
            for (int i = 0; i < Math.min(prefixes, routes - made); i++) {
                of.add(new Route(name, "/part" + i + "/"));
            }
            hosts.add(new Host(name, List.copyOf(of)));
        }
        return hosts;
    }

    /// Some that lie all over the table, for the load to ask for in turn; all of them when there are no more.
    public List<Route> asked(int most) {
        var all = hosts().stream().flatMap(host -> host.routes().stream()).toList();
        int count = Math.min(all.size(), most);
        var asked = new ArrayList<Route>();
        for (int i = 0; i < count; i++) {
            // A prime step: different prefixes of different hosts.
            asked.add(all.get((int) ((long) i * 7919 % all.size())));
        }
        return asked;
    }

    /// One that stands for all.
    public Route first() {
        return asked(1).getFirst();
    }
}

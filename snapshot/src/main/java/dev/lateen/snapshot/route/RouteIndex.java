package dev.lateen.snapshot.route;

import dev.lateen.snapshot.StringMatch;
import dev.lateen.snapshot.route.PathTable.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes of all virtual hosts of a table, found by path without looking at each: exact and prefix paths are
/// hashed, and the first of all that match wins, as if they were tried in order. Paths of all hosts are in common
/// tables, so that a request among thousands of routes meets few cold cache lines. Does not allocate.
final class RouteIndex {

    /// Up to here a plain scan is as fast.
    private static final int SHORT_LIST = 8;

    /// By their numbers.
    private final CompiledRoute[] routes;
    /// Of each route the next one that is found in the same place: under the same path, or by no path.
    private final int[] next;
    private final PathTable exact;
    private final PathTable prefixes;
    private final Host[] hosts;

    /// The routes of a virtual host.
    ///
    /// @param first number of its first one
    /// @param end number behind its last one
    /// @param other the first of those that no path finds
    /// @param exact whether a whole path finds any
    /// @param prefixLengths how long those are by which others are found
    private record Host(int first, int end, int other, boolean exact, BitSet prefixLengths) {}

    private RouteIndex(Paths paths, List<Host> hosts) {
        this.routes = paths.routes;
        this.next = paths.next;
        this.exact = new PathTable(paths.exact);
        this.prefixes = new PathTable(paths.prefixes);
        this.hosts = hosts.toArray(Host[]::new);
    }

    /// @param byHost of each virtual host, in the order of their numbers
    static RouteIndex of(List<CompiledRoute[]> byHost, TableParts parts) {
        var paths = new Paths(byHost.stream().flatMap(Arrays::stream).toArray(CompiledRoute[]::new));
        var hosts = new ArrayList<Host>();
        int first = 0;
        for (var ofHost : byHost) {
            hosts.add(paths.add(hosts.size(), first, first + ofHost.length, parts));
            first += ofHost.length;
        }
        return new RouteIndex(paths, hosts);
    }

    /// The first route of each place, while those of a host come in from the last to the first.
    private static final class Paths {

        final CompiledRoute[] routes;
        final int[] next;
        final Map<Place, Integer> exact = new LinkedHashMap<>();
        final Map<Place, Integer> prefixes = new LinkedHashMap<>();

        Paths(CompiledRoute[] routes) {
            this.routes = routes;
            this.next = new int[routes.length];
        }

        Host add(int host, int first, int end, TableParts parts) {
            int exactBefore = exact.size();
            int other = PathTable.NONE;
            var lengths = new BitSet();
            for (int i = end - 1; i >= first; i--) {
                var match = routes[i].route().match();
                boolean byPath = end - first > SHORT_LIST && !match.ignorePathCase();
                if (byPath && match.path() instanceof StringMatch.Exact(var path)) {
                    next[i] = before(exact.put(new Place(host, path), i));
                } else if (byPath && match.path() instanceof StringMatch.Prefix(var path)) {
                    next[i] = before(prefixes.put(new Place(host, path), i));
                    lengths.set(path.getBytes(StandardCharsets.UTF_8).length);
                } else {
                    next[i] = other;
                    other = i;
                }
            }
            return new Host(first, end, other, exact.size() > exactBefore, parts.lengths(lengths));
        }

        private static int before(@Nullable Integer first) {
            return first == null ? PathTable.NONE : first;
        }
    }

    int size() {
        return routes.length;
    }

    /// Those of a virtual host in order, for whoever wants to see each of them tried.
    List<CompiledRoute> routes(int virtualHost) {
        var host = hosts[virtualHost];
        return Arrays.asList(routes).subList(host.first, host.end);
    }

    @Nullable
    CompiledRoute match(int virtualHost, RequestHead head) {
        var host = hosts[virtualHost];
        int best = host.end;
        if (head.path() != RequestHead.ABSENT && (host.exact || !host.prefixLengths.isEmpty())) {
            best = firstByPath(virtualHost, host, head);
        }
        for (int i = host.other; i < best; i = next[i]) {
            if (routes[i].matches(head)) {
                return routes[i];
            }
        }
        return best == host.end ? null : routes[best];
    }

    /// One pass over the path gives the hash of each of its prefixes.
    private int firstByPath(int virtualHost, Host host, RequestHead head) {
        var buf = head.bytes();
        int from = RequestHead.start(head.path());
        int to = RequestHead.end(head.path());
        int best = host.end;
        int hash = PathTable.begin(virtualHost);
        for (int i = from; i <= to; i++) {
            if (host.prefixLengths.get(i - from)) {
                best = first(prefixes.get(hash, buf, from, i), head, best);
            }
            if (i < to) {
                hash = PathTable.step(hash, buf[i]);
            }
        }
        return host.exact ? first(exact.get(hash, buf, from, to), head, best) : best;
    }

    /// The first of the routes of a path that matches, if it stands before `limit`; else `limit`.
    private int first(int ofPath, RequestHead head, int limit) {
        for (int i = ofPath; i < limit; i = next[i]) {
            if (routes[i].matchesBesidesPath(head)) {
                return i;
            }
        }
        return limit;
    }
}

package dev.lateen.snapshot.route;

import dev.lateen.snapshot.StringMatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes of a virtual host, found by path without looking at each: those with an exact or prefix path are
/// hashed, and the first of all that match wins, as if they were tried in order. Does not allocate.
final class RouteIndex {

    /// Up to here a plain scan is as fast.
    private static final int SHORT_LIST = 8;

    private final CompiledRoute[] routes;
    /// Of each route the next one that is found in the same place: under the same path, or by no path.
    private final int[] next;
    private final PathTable exact;
    private final PathTable prefixes;
    private final BitSet prefixLengths;
    /// The first of those that no path finds.
    private final int other;

    private RouteIndex(CompiledRoute[] routes, int[] next, Chains chains, TableParts parts) {
        this.routes = routes;
        this.next = next;
        this.exact = PathTable.of(chains.exact);
        this.prefixes = PathTable.of(chains.prefixes);
        this.prefixLengths = parts.lengths(chains.prefixLengths());
        this.other = chains.other;
    }

    static RouteIndex of(CompiledRoute[] routes, TableParts parts) {
        var next = new int[routes.length];
        Arrays.fill(next, PathTable.NONE);
        var chains = new Chains();
        for (int i = routes.length - 1; i >= 0; i--) {
            next[i] = chains.prepend(routes[i], i, routes.length > SHORT_LIST);
        }
        return new RouteIndex(routes, next, chains, parts);
    }

    /// The first route of each place, while routes come in from the last to the first.
    private static final class Chains {

        final Map<String, Integer> exact = new LinkedHashMap<>();
        final Map<String, Integer> prefixes = new LinkedHashMap<>();
        int other = PathTable.NONE;

        /// Returns the one that was the first of its place before.
        int prepend(CompiledRoute route, int number, boolean byPath) {
            var match = route.route().match();
            if (byPath && match.path() instanceof StringMatch.Exact(var path) && !match.ignorePathCase()) {
                return before(exact.put(path, number));
            }
            if (byPath && match.path() instanceof StringMatch.Prefix(var path) && !match.ignorePathCase()) {
                return before(prefixes.put(path, number));
            }
            int before = other;
            other = number;
            return before;
        }

        private static int before(@Nullable Integer first) {
            return first == null ? PathTable.NONE : first;
        }

        BitSet prefixLengths() {
            var lengths = new BitSet();
            prefixes.keySet().forEach(prefix -> lengths.set(prefix.getBytes(StandardCharsets.UTF_8).length));
            return lengths;
        }
    }

    /// In order, for whoever wants to see each of them tried.
    CompiledRoute[] routes() {
        return routes;
    }

    @Nullable
    CompiledRoute match(RequestHead head) {
        int best = routes.length;
        if (head.path() != RequestHead.ABSENT && !(prefixes.isEmpty() && exact.isEmpty())) {
            best = firstByPath(head, best);
        }
        for (int i = other; i < best; i = next[i]) {
            if (routes[i].matches(head)) {
                return routes[i];
            }
        }
        return best == routes.length ? null : routes[best];
    }

    /// One pass over the path gives the hash of each of its prefixes.
    private int firstByPath(RequestHead head, int limit) {
        var buf = head.bytes();
        int from = RequestHead.start(head.path());
        int to = RequestHead.end(head.path());
        int best = limit;
        int hash = 0;
        for (int i = from; i <= to; i++) {
            if (prefixLengths.get(i - from)) {
                best = first(prefixes.get(hash, buf, from, i), head, best);
            }
            if (i < to) {
                hash = PathTable.step(hash, buf[i]);
            }
        }
        return first(exact.get(hash, buf, from, to), head, best);
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

package dev.lateen.snapshot.route;

import dev.lateen.snapshot.StringMatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes of a virtual host, found by path without looking at each: those with an exact or prefix path are
/// hashed, and the first of all that match wins, as if they were tried in order. Does not allocate.
final class RouteIndex {

    /// Up to here a plain scan is as fast.
    private static final int SHORT_LIST = 8;

    /// Conditions of a route that was found by its path.
    private static final int PATH = 1;

    private final CompiledRoute[] routes;
    private final PathTable exact;
    private final PathTable prefixes;
    private final boolean[] prefixLengths;
    private final int[] others;

    private RouteIndex(CompiledRoute[] routes, Map<String, List<Integer>> exact, Map<String, List<Integer>> prefixes) {
        this.routes = routes;
        this.exact = new PathTable(exact);
        this.prefixes = new PathTable(prefixes);
        this.prefixLengths = prefixLengths(prefixes);
        var hashed = new boolean[routes.length];
        exact.values().forEach(list -> list.forEach(i -> hashed[i] = true));
        prefixes.values().forEach(list -> list.forEach(i -> hashed[i] = true));
        var rest = new ArrayList<Integer>();
        for (int i = 0; i < routes.length; i++) {
            if (!hashed[i]) {
                rest.add(i);
            }
        }
        this.others = ints(rest);
    }

    static RouteIndex of(CompiledRoute[] routes) {
        var exact = new LinkedHashMap<String, List<Integer>>();
        var prefixes = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < routes.length && routes.length > SHORT_LIST; i++) {
            var match = routes[i].route().match();
            if (match.path() instanceof StringMatch.Exact(var path) && !match.ignorePathCase()) {
                exact.computeIfAbsent(path, _ -> new ArrayList<>()).add(i);
            } else if (match.path() instanceof StringMatch.Prefix(var path) && !match.ignorePathCase()) {
                prefixes.computeIfAbsent(path, _ -> new ArrayList<>()).add(i);
            }
        }
        return new RouteIndex(routes, exact, prefixes);
    }

    /// In order, for whoever wants to see each of them tried.
    CompiledRoute[] routes() {
        return routes;
    }

    @Nullable
    CompiledRoute match(RequestHead head) {
        int best = routes.length;
        if (others.length < routes.length && head.path() != RequestHead.ABSENT) {
            best = firstByPath(head, best);
        }
        best = first(others, 0, head, best);
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
            if (i - from < prefixLengths.length && prefixLengths[i - from]) {
                best = first(prefixes.get(hash, buf, from, i), PATH, head, best);
            }
            if (i < to) {
                hash = 31 * hash + buf[i];
            }
        }
        return first(exact.get(hash, buf, from, to), PATH, head, best);
    }

    /// The first of the candidates that matches, if it stands before `limit`; else `limit`.
    ///
    /// @param known how many of the first conditions of each are known to hold
    private int first(int[] candidates, int known, RequestHead head, int limit) {
        for (int candidate : candidates) {
            if (candidate >= limit) {
                return limit;
            }
            if (routes[candidate].matches(head, known)) {
                return candidate;
            }
        }
        return limit;
    }

    private static boolean[] prefixLengths(Map<String, List<Integer>> prefixes) {
        var lengths = new boolean
                [1
                        + prefixes.keySet().stream()
                                .mapToInt(prefix -> utf8(prefix).length)
                                .max()
                                .orElse(-1)];
        prefixes.keySet().forEach(prefix -> lengths[utf8(prefix).length] = true);
        return lengths;
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// @param routes indexes, ascending
    private record PathRoutes(byte[] path, int hash, int[] routes) {}

    /// Open addressing with linear probing, at most half full.
    private static final class PathTable {

        private static final int[] NONE = {};

        private final @Nullable PathRoutes[] slots;

        PathTable(Map<String, List<Integer>> routesByPath) {
            slots = new @Nullable PathRoutes[Math.max(2, Integer.highestOneBit(Math.max(1, routesByPath.size())) * 4)];
            routesByPath.forEach((text, routes) -> {
                var path = utf8(text);
                int hash = hash(path);
                int i = spread(hash);
                while (slots[i] != null) {
                    i = (i + 1) & (slots.length - 1);
                }
                slots[i] = new PathRoutes(path, hash, ints(routes));
            });
        }

        int[] get(int hash, byte[] buf, int from, int to) {
            int i = spread(hash);
            while (true) {
                var slot = slots[i];
                if (slot == null) {
                    return NONE;
                }
                if (slot.hash == hash && Arrays.equals(buf, from, to, slot.path, 0, slot.path.length)) {
                    return slot.routes;
                }
                i = (i + 1) & (slots.length - 1);
            }
        }

        private static int hash(byte[] path) {
            int hash = 0;
            for (byte b : path) {
                hash = 31 * hash + b;
            }
            return hash;
        }

        private int spread(int hash) {
            return (hash ^ (hash >>> 16)) & (slots.length - 1);
        }
    }
}

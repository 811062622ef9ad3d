package dev.lateen.snapshot.route;

import dev.lateen.snapshot.RouteConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Domain to virtual host: exact, else the longest suffix wildcard, else `*`. Hashes run from the last byte to the
/// first, so that one pass over the host gives the hash of each of its suffixes. Does not allocate.
final class HostIndex {

    private final DomainTable exact;
    private final DomainTable suffixes;
    private final boolean[] suffixLengths;
    private final @Nullable Domain any;

    private HostIndex(List<Domain> exact, List<Domain> suffixes, @Nullable Domain any) {
        this.exact = new DomainTable(exact);
        this.suffixes = new DomainTable(suffixes);
        int longest =
                suffixes.stream().mapToInt(domain -> domain.key.length).max().orElse(0);
        this.suffixLengths = new boolean[longest + 1];
        for (var suffix : suffixes) {
            suffixLengths[suffix.key.length] = true;
        }
        this.any = any;
    }

    /// What a host was found under.
    ///
    /// @param key bytes to compare: lower case, without `*`, without the brackets of an IPv6 literal
    record Domain(String text, byte[] key, int virtualHost, int hash) {}

    static HostIndex of(RouteConfig config) {
        var exact = new ArrayList<Domain>();
        var suffixes = new ArrayList<Domain>();
        Domain any = null;
        for (int i = 0; i < config.virtualHosts().size(); i++) {
            for (var text : config.virtualHosts().get(i).domains()) {
                var domain = domain(config, text, i);
                if (!text.startsWith("*")) {
                    exact.add(domain);
                } else if (text.length() > 1) {
                    suffixes.add(domain);
                } else if (any != null) {
                    throw duplicate(config, any, domain);
                } else {
                    any = domain;
                }
            }
        }
        var index = new HostIndex(exact, suffixes, any);
        index.requireUnique(config, exact, index.exact);
        index.requireUnique(config, suffixes, index.suffixes);
        return index;
    }

    private static Domain domain(RouteConfig config, String text, int virtualHost) {
        if (text.isEmpty() || text.lastIndexOf('*') > 0) {
            throw new IllegalArgumentException("domain: \"" + text + "\" (expected: a name, `*` or `*` and a suffix)"
                    + " in virtual host "
                    + config.virtualHosts().get(virtualHost).name() + " of route configuration "
                    + config.name());
        }
        var bytes = Ascii.lowerBytes(text.startsWith("*") ? text.substring(1) : text);
        int start = 0;
        int end = bytes.length;
        if (end > 1 && bytes[0] == '[' && bytes[end - 1] == ']') {
            start++;
            end--;
        } else if (end > 1 && bytes[end - 1] == '.') {
            end--;
        }
        var key = Arrays.copyOfRange(bytes, start, end);
        return new Domain(text, key, virtualHost, hash(key, 0, key.length));
    }

    private void requireUnique(RouteConfig config, List<Domain> domains, DomainTable table) {
        for (var domain : domains) {
            var found = table.get(domain.hash, domain.key, 0, domain.key.length);
            if (found != null && found != domain) {
                throw duplicate(config, found, domain);
            }
        }
    }

    private static IllegalArgumentException duplicate(RouteConfig config, Domain first, Domain second) {
        var hosts = config.virtualHosts();
        return new IllegalArgumentException(
                "domain: \"" + second.text + "\" (expected: in one virtual host only), found in "
                        + hosts.get(first.virtualHost).name() + " and "
                        + hosts.get(second.virtualHost).name()
                        + " of route configuration " + config.name());
    }

    /// @param host a range without port, brackets and trailing dot, as [#hostOf] gives it
    @Nullable
    Domain exact(byte[] buf, long host) {
        int from = RequestHead.start(host);
        int to = RequestHead.end(host);
        return exact.get(hash(buf, from, to), buf, from, to);
    }

    /// For a host that [#exact] does not find.
    @Nullable
    Domain wildcard(byte[] buf, long host) {
        var found = longestSuffix(buf, RequestHead.start(host), RequestHead.end(host));
        return found == null ? any : found;
    }

    /// The `*` stands for at least one byte: the suffix never covers the whole host.
    private @Nullable Domain longestSuffix(byte[] buf, int from, int to) {
        Domain longest = null;
        int hash = 0;
        int last = Math.max(from + 1, to - suffixLengths.length + 1);
        for (int i = to - 1; i >= last; i--) {
            hash = 31 * hash + Ascii.lower(buf[i]);
            if (suffixLengths[to - i]) {
                var found = suffixes.get(hash, buf, i, to);
                longest = found == null ? longest : found;
            }
        }
        return longest;
    }

    /// The host in an authority: no port, no trailing dot, no brackets around an IPv6 literal.
    static long hostOf(byte[] buf, long authority) {
        if (authority == RequestHead.ABSENT) {
            return RequestHead.range(0, 0);
        }
        int from = RequestHead.start(authority);
        int to = RequestHead.end(authority);
        if (from < to && buf[from] == '[') {
            for (int i = from + 1; i < to; i++) {
                if (buf[i] == ']') {
                    return RequestHead.range(from + 1, i);
                }
            }
            return authority;
        }
        int end = withoutPort(buf, from, to);
        return RequestHead.range(from, end - from > 1 && buf[end - 1] == '.' ? end - 1 : end);
    }

    private static int withoutPort(byte[] buf, int from, int to) {
        int colon = to;
        for (int i = to - 1; i >= from; i--) {
            if (buf[i] == ':') {
                if (colon != to) {
                    return to; // several colons: an IPv6 address without brackets
                }
                colon = i;
            } else if (colon == to && (buf[i] < '0' || buf[i] > '9')) {
                return to;
            }
        }
        return colon;
    }

    private static int hash(byte[] buf, int from, int to) {
        return hash(buf, from, to, 0);
    }

    /// @param behind the hash of what comes behind these bytes
    static int hash(byte[] buf, int from, int to, int behind) {
        int hash = behind;
        for (int i = to - 1; i >= from; i--) {
            hash = 31 * hash + Ascii.lower(buf[i]);
        }
        return hash;
    }

    /// Open addressing with linear probing, at most half full.
    private static final class DomainTable {

        private final @Nullable Domain[] slots;

        DomainTable(List<Domain> domains) {
            slots = new @Nullable Domain[Math.max(2, Integer.highestOneBit(Math.max(1, domains.size())) * 4)];
            for (var domain : domains) {
                int i = spread(domain.hash);
                while (slots[i] != null) {
                    i = (i + 1) & (slots.length - 1);
                }
                slots[i] = domain;
            }
        }

        private int spread(int hash) {
            return (hash ^ (hash >>> 16)) & (slots.length - 1);
        }

        @Nullable
        Domain get(int hash, byte[] buf, int from, int to) {
            int i = spread(hash);
            while (true) {
                var domain = slots[i];
                if (domain == null) {
                    return null;
                }
                if (domain.hash == hash
                        && domain.key.length == to - from
                        && Ascii.equalsLowered(buf, from, domain.key)) {
                    return domain;
                }
                i = (i + 1) & (slots.length - 1);
            }
        }
    }
}

package dev.lateen.proxy.dns;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsCnameCache;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The TTLs of the aliases (CNAME) that answers had. The resolver reports each to its cache and hands out none of them;
/// this is a cache that has nothing to give. Used on the event loop of name resolution only.
final class AliasTtls implements DnsCnameCache {

    private final Map<String, Alias> aliases = new HashMap<>();

    private record Alias(String target, long ttlSeconds) {}

    /// The smallest TTL on the way from a name to what has its addresses, which is forgotten.
    long smallest(String name, long ttlSeconds) {
        long smallest = ttlSeconds;
        for (var alias = aliases.remove(absolute(name)); alias != null; alias = aliases.remove(alias.target())) {
            smallest = Math.min(smallest, alias.ttlSeconds());
        }
        return smallest;
    }

    @Override
    public @Nullable String get(String hostname) {
        return null;
    }

    @Override
    public void cache(String hostname, String cname, long originalTtl, EventLoop loop) {
        aliases.put(absolute(hostname), new Alias(absolute(cname), originalTtl));
    }

    @Override
    public void clear() {
        aliases.clear();
    }

    @Override
    public boolean clear(String hostname) {
        return aliases.remove(absolute(hostname)) != null;
    }

    private static String absolute(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower : lower + ".";
    }
}

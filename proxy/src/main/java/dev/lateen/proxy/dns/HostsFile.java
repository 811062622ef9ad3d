package dev.lateen.proxy.dns;

import io.netty.resolver.HostsFileEntriesProvider;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The system's hosts file, which comes before any name server. Read again when it was read some seconds ago. Used by
/// the thread of name resolution only.
final class HostsFile {

    static final long TTL_SECONDS = 5;

    private long readNanos;
    private HostsFileEntriesProvider entries = HostsFileEntriesProvider.parser().parseSilently();

    HostsFile() {
        readNanos = System.nanoTime();
    }

    /// Empty when the file does not have the name.
    List<String> addresses(String name) {
        if (System.nanoTime() - readNanos > TimeUnit.SECONDS.toNanos(TTL_SECONDS)) {
            entries = HostsFileEntriesProvider.parser().parseSilently();
            readNanos = System.nanoTime();
        }
        var key = name.toLowerCase(Locale.ENGLISH);
        var four = literals(entries.ipv4Entries(), key);
        return four.isEmpty() ? literals(entries.ipv6Entries(), key) : four;
    }

    private static List<String> literals(Map<String, List<InetAddress>> table, String name) {
        var found = new ArrayList<String>();
        table.getOrDefault(name, List.of()).forEach(address -> found.add(address.getHostAddress()));
        return found;
    }
}

package dev.lateen.proxy.upstream;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The idle connections of one endpoint, the last one used first; it notices how many of them nobody needs.
final class IdleConnections {

    private final ArrayDeque<UpstreamConnection> queue = new ArrayDeque<>();
    private int least;

    int size() {
        return queue.size();
    }

    void add(UpstreamConnection connection) {
        queue.addLast(connection);
    }

    /// The one that was used last, of those that speak as asked; null when there is none.
    @Nullable
    UpstreamConnection take(@Nullable TlsTarget tls) {
        var newest = queue.peekLast();
        if (newest == null || fits(newest, tls)) {
            queue.pollLast();
        } else {
            newest = search(tls);
        }
        least = Math.min(least, queue.size());
        return newest;
    }

    private @Nullable UpstreamConnection search(@Nullable TlsTarget tls) {
        for (var each = queue.descendingIterator(); each.hasNext(); ) {
            var connection = each.next();
            if (fits(connection, tls)) {
                each.remove();
                return connection;
            }
        }
        return null;
    }

    /// They may have been made for different names, or when the cluster was spoken to otherwise.
    private static boolean fits(UpstreamConnection connection, @Nullable TlsTarget tls) {
        return connection.isUsable() && Objects.equals(connection.tls(), tls);
    }

    boolean remove(UpstreamConnection connection) {
        boolean removed = queue.remove(connection);
        least = Math.min(least, queue.size());
        return removed;
    }

    /// The older half of those that nobody has needed since this was asked last; one is left.
    List<UpstreamConnection> surplus() {
        int unneeded = least / 2;
        least = queue.size();
        return queue.stream().limit(unneeded).toList();
    }
}

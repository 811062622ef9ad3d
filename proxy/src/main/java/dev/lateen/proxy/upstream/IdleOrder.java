package dev.lateen.proxy.upstream;

import org.jspecify.annotations.Nullable;

/// All idle connections of an event loop, those that have idled longest first; linked through the connections, so that
/// it allocates nothing.
final class IdleOrder {

    private @Nullable UpstreamConnection oldest;
    private @Nullable UpstreamConnection newest;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    UpstreamConnection oldest() {
        return oldest;
    }

    void add(UpstreamConnection connection) {
        connection.idleBefore = newest;
        if (newest == null) {
            oldest = connection;
        } else {
            newest.idleAfter = connection;
        }
        newest = connection;
        size++;
    }

    void remove(UpstreamConnection connection) {
        var before = connection.idleBefore;
        var after = connection.idleAfter;
        if (before == null) {
            oldest = after;
        } else {
            before.idleAfter = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.idleBefore = before;
        }
        connection.idleBefore = null;
        connection.idleAfter = null;
        size--;
    }
}

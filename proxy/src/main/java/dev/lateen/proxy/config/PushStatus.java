package dev.lateen.proxy.config;

/// Where a proxy stands with its configuration, at one moment.
///
/// @param connected whether the stream from pilot is open
/// @param id content id of the snapshot in force, empty before the first
/// @param revision the user's revision that led to it, empty before the first
/// @param source `pilot`, `disk` (the last good snapshot) or `none`
/// @param accepted snapshots put in force since the start
/// @param rejected snapshots refused since the start
/// @param reconnects attempts to reach pilot after the first
/// @param error what went wrong last, empty when the latest event was fine
public record PushStatus(
        boolean connected,
        String id,
        String revision,
        String source,
        long accepted,
        long rejected,
        long reconnects,
        String error) {

    public static final PushStatus NONE = new PushStatus(false, "", "", "none", 0, 0, 0, "");

    PushStatus withConnected(boolean value) {
        return new PushStatus(value, id, revision, source, accepted, rejected, reconnects, error);
    }

    PushStatus withAccepted(String newId, String newRevision, String newSource) {
        return new PushStatus(connected, newId, newRevision, newSource, accepted + 1, rejected, reconnects, "");
    }

    PushStatus withRejected(String reason) {
        return new PushStatus(connected, id, revision, source, accepted, rejected + 1, reconnects, reason);
    }

    PushStatus withReconnect(String reason) {
        return new PushStatus(false, id, revision, source, accepted, rejected, reconnects + 1, reason);
    }
}

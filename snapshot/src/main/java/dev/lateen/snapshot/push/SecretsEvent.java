package dev.lateen.snapshot.push;

import java.util.List;

/// Data of `event: secrets`: every secret from pilot that the snapshot behind it names and that exists. It comes before
/// that snapshot, only on a stream whose proxy has proven who it is, and is acknowledged like a snapshot. A secret that
/// is not in it any more stays with the proxy until no snapshot names it.
///
/// @param id of this event, for its acknowledgement; tells nothing of the content, and is not what a stream resumes
/// from
/// @param revision the user's revision that led to it
public record SecretsEvent(String id, String revision, List<Secret> secrets) {

    public SecretsEvent {
        secrets = List.copyOf(secrets);
    }
}

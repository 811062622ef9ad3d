package dev.lateen.snapshot.push;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// Answer of `GET /v1/revisions/{n}?wait=5s`: how far a revision has come.
///
/// @param proxies how many proxies are connected
/// @param acked how many of them run on this revision or a later one
/// @param millis from the change to the last acknowledgement, or to now while some are pending
/// @param pending the ones that do not, with the reason
/// @param held resources whose change pilot holds back at present: their last version stays in force
public record RevisionStatus(
        String revision,
        @JsonInclude(JsonInclude.Include.ALWAYS) int proxies,
        @JsonInclude(JsonInclude.Include.ALWAYS) int acked,
        @JsonInclude(JsonInclude.Include.ALWAYS) long millis,
        @JsonInclude(JsonInclude.Include.ALWAYS) List<Pending> pending,
        List<Held> held) {

    public RevisionStatus {
        pending = List.copyOf(pending);
        held = List.copyOf(held);
    }

    /// @param reason `rejected: ...` with the proxy's own words, or what is being waited for
    public record Pending(String proxy, String reason) {}

    /// @param resource `VirtualService default/httpbin`
    /// @param path what of it waits
    /// @param message what it waits for
    public record Held(String resource, String path, String message) {}
}

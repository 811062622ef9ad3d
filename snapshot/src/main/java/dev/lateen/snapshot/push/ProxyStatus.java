package dev.lateen.snapshot.push;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// One proxy in the answer of `GET /v1/proxies`.
///
/// @param proxy [ProxyNode#id()]
/// @param id what it was sent last; null before the first event
/// @param revision the user's revision behind `id`
/// @param ackedId what it said it runs on; null before its first acknowledgement
/// @param error why it rejected `id`; null when it did not
/// @param since when it connected, or was lost, as ISO-8601 in UTC
public record ProxyStatus(
        String proxy,
        ProxyNode.Role role,
        String namespace,
        String name,
        @JsonInclude(JsonInclude.Include.ALWAYS) boolean connected,
        @Nullable String id,
        @Nullable String revision,
        @Nullable String ackedId,
        @Nullable String ackedRevision,
        @Nullable String error,
        String since) {}

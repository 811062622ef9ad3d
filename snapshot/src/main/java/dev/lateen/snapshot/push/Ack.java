package dev.lateen.snapshot.push;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Body of `POST /v1/config/ack`.
///
/// @param proxy [ProxyNode#id()]
/// @param id the id of the event that it answers
/// @param error why it was rejected; the proxy then keeps its last good snapshot
public record Ack(
        String proxy,
        String id,
        @JsonInclude(JsonInclude.Include.ALWAYS) boolean accepted,
        @Nullable String error) {}

package dev.lateen.proxy.config;

/// One server-sent event.
///
/// @param type the `event:` field, `message` when there is none
/// @param id the `id:` field, empty when there is none
public record PushEvent(String type, String id, String data) {}

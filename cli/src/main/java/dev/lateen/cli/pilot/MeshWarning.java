package dev.lateen.cli.pilot;

/// Something in the mesh that is not as its user may expect, as pilot found it.
///
/// @param resource `VirtualService default/httpbin`; empty when it is about a file, say
/// @param text with path, message and place
public record MeshWarning(String resource, String text) {}

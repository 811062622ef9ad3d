package dev.lateen.cli.pilot;

/// Something in the mesh that is not as its user may expect, as pilot found it.
///
/// @param resource `VirtualService default/httpbin`; empty when it is about a file, say
/// @param path of the resource; may be empty
/// @param text all of it in one line, with the place as pilot knows it
public record MeshWarning(String resource, String path, String message, String text) {}

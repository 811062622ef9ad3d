package dev.lateen.api.meta;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A user's YAML object.
///
/// @param spec typed, defaults applied
/// @param document the whole object as it was given, lossless; treat it as immutable
public record Resource<S>(
        ResourceKey key, String apiVersion, Metadata metadata, S spec, ObjectNode document, SourceMap source) {

    /// The key alone: a document may hold what no log should.
    @Override
    public String toString() {
        return key.toString();
    }
}

package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// An answer of the local resource API.
///
/// @param warnings in plain words; each becomes a `Warning` header
/// @param revision the mesh revision that the answer is about
record ApiReply(int code, ObjectNode body, List<String> warnings, long revision) {

    static ApiReply ok(ObjectNode body, long revision) {
        return new ApiReply(200, body, List.of(), revision);
    }

    static ApiReply of(ApiStatus status, long revision) {
        return new ApiReply(status.code(), status.toJson(), List.of(), revision);
    }
}

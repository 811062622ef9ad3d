package dev.lateen.pilot.api;

import dev.lateen.api.meta.ResourceKey;
import dev.lateen.pilot.ramp.Ramps;
import dev.lateen.pilot.registry.Entry;
import dev.lateen.pilot.registry.MeshView;
import dev.lateen.pilot.registry.Registry;
import dev.lateen.pilot.registry.ResourceWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Answers requests to the local resource API; blocking, on any thread.
final class ResourceApi {

    private static final Logger LOGGER = Logger.getLogger(ResourceApi.class);

    private final Registry registry;
    private final Writes writes;
    private final Lists lists;
    private final RampCalls ramps;

    ResourceApi(Registry registry, ResourceWriter writer, Ramps ramps) {
        this.ramps = new RampCalls(registry, ramps);
        this.registry = registry;
        this.writes = new Writes(registry, writer);
        this.lists = new Lists(registry, writer);
    }

    ApiReply handle(ApiRequest request) {
        try {
            if (request.method().equals("GET")) {
                var discovered = Discovery.answer(request.path()).or(() -> OpenApi.answer(request.path()));
                if (discovered.isPresent()) {
                    return ApiReply.ok(discovered.get(), registry.revision());
                }
            }
            if (request.method().equals("POST")) {
                var reviewed = AccessReviews.answer(request);
                if (reviewed.isPresent()) {
                    return new ApiReply(201, reviewed.get(), List.of(), registry.revision());
                }
            }
            var ramp = ramps.answer(request);
            if (ramp.isPresent()) {
                return ramp.get();
            }
            return request.path().equals(Lists.PATH) ? lists.handle(request) : dispatch(request, pathOf(request));
        } catch (ApiError e) {
            return ApiReply.of(e.status(), registry.revision());
        } catch (RuntimeException e) {
            LOGGER.errorf(e, "event=api_request_failed method=%s path=%s", request.method(), request.path());
            return ApiReply.of(ApiStatus.of(500, "InternalError", "internal error: " + e), registry.revision());
        }
    }

    static ResourcePath pathOf(ApiRequest request) {
        return ResourcePath.of(request.path())
                .orElseThrow(() -> new ApiError(ApiStatus.of(
                        404, "NotFound", "the server could not find the requested resource: " + request.path())));
    }

    private ApiReply dispatch(ApiRequest request, ResourcePath path) {
        boolean item = path.name() != null;
        return switch (request.method()) {
            case "GET" -> item ? get(request, path) : list(request, path);
            case "POST" -> item ? refuse(request, path) : writes.create(request, path);
            case "PUT" -> item ? writes.replace(request, path) : refuse(request, path);
            case "PATCH" -> item ? writes.patch(request, path) : refuse(request, path);
            case "DELETE" -> item ? writes.delete(request, path) : refuse(request, path);
            default -> refuse(request, path);
        };
    }

    private ApiReply get(ApiRequest request, ResourcePath path) {
        ResourceKey key = keyOf(path);
        Entry entry = Optional.ofNullable(registry.find(key))
                .orElseThrow(() -> new ApiError(ApiStatus.notFound(path.kind(), key.name())));
        long revision = registry.revision();
        return ApiReply.ok(
                request.wantsTable()
                        ? new TableView(path, Instant.now()).of(List.of(entry), entry.revision())
                        : Rendering.one(entry, path.apiVersion()),
                revision);
    }

    private ApiReply list(ApiRequest request, ResourcePath path) {
        Selection selection = Selection.of(path, request);
        MeshView view = registry.view();
        List<Entry> entries =
                view.entries().values().stream().filter(selection::test).toList();
        return ApiReply.ok(
                request.wantsTable()
                        ? new TableView(path, Instant.now()).of(entries, view.revision())
                        : Rendering.list(entries, path, view.revision()),
                view.revision());
    }

    private static ApiReply refuse(ApiRequest request, ResourcePath path) {
        String message = "%s is not supported on %s (expected: GET or POST on a collection, GET, PUT, PATCH or DELETE"
                        .formatted(request.method(), request.path())
                + " on an item of %s)".formatted(path.kind().plural());
        throw new ApiError(ApiStatus.of(405, "MethodNotAllowed", message));
    }

    static ResourceKey keyOf(ResourcePath path) {
        String namespace = path.namespace() == null ? "" : path.namespace();
        return new ResourceKey(path.kind(), namespace, String.valueOf(path.name()));
    }
}

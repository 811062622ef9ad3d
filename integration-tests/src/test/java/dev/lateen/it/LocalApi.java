package dev.lateen.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.pilot.Pilot;
import dev.lateen.snapshot.push.ProxyStatus;
import dev.lateen.snapshot.push.RevisionStatus;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// A client of pilot's local resource API and of its revision wait.
final class LocalApi {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Supplier<Pilot> pilot;

    LocalApi(Supplier<Pilot> pilot) {
        this.pilot = pilot;
    }

    /// Creates or replaces it; returns the revision that holds the change.
    long apply(Resource<?> resource) {
        Kind kind = resource.key().kind();
        String path =
                path(kind, resource.key().namespace()) + "/" + resource.key().name();
        HttpResponse<String> answer = send(request(path)
                .header("content-type", "application/apply-patch+yaml")
                .method(
                        "PATCH",
                        HttpRequest.BodyPublishers.ofString(resource.document().toString())));
        return revision(answer);
    }

    long delete(String plural, String namespace, String name) {
        Kind kind = Kind.ofName(plural).orElseThrow();
        return revision(send(request(path(kind, namespace) + "/" + name).DELETE()));
    }

    JsonNode get(ResourceKey key) {
        return json(send(request(path(key.kind(), key.namespace()) + "/" + key.name())));
    }

    /// Changes a part of it; returns the revision that holds the change.
    long merge(ResourceKey key, String patch) {
        return revision(send(request(path(key.kind(), key.namespace()) + "/" + key.name())
                .header("content-type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(patch))));
    }

    /// Any request below a resource, for instance for its canary.
    HttpResponse<String> below(ResourceKey key, String method, String rest, String body) {
        return send(request(path(key.kind(), key.namespace()) + "/" + key.name() + "/" + rest)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean exists(ResourceKey key) {
        return send(request(path(key.kind(), key.namespace()) + "/" + key.name()))
                        .statusCode()
                == 200;
    }

    /// What pilot finds wrong with the resources, as JSON.
    String warnings() {
        URI uri = URI.create("http://127.0.0.1:" + pilot.get().pushPort() + "/v1/warnings");
        return send(HttpRequest.newBuilder(uri)).body();
    }

    /// Blocks until every connected proxy runs on `revision`.
    void awaitRevision(long revision) {
        RevisionStatus status = revision(revision, "30s");
        if (!status.pending().isEmpty()) {
            throw new AssertionError("revision " + revision + ": " + status);
        }
    }

    RevisionStatus revision(long revision, String wait) {
        URI uri = URI.create(
                "http://127.0.0.1:" + pilot.get().pushPort() + "/v1/revisions/" + revision + "?wait=" + wait);
        return SnapshotJson.read(send(HttpRequest.newBuilder(uri)).body(), RevisionStatus.class);
    }

    List<ProxyStatus> proxies() {
        URI uri = URI.create("http://127.0.0.1:" + pilot.get().pushPort() + "/v1/proxies");
        return List.of(SnapshotJson.read(send(HttpRequest.newBuilder(uri)).body(), ProxyStatus[].class));
    }

    private long revision(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return Long.parseLong(answer.headers().firstValue("x-lateen-revision").orElseThrow());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + pilot.get().apiPort() + path))
                .header("authorization", "Bearer " + pilot.get().token());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String path(Kind kind, String namespace) {
        String root = kind.group().isEmpty() ? "/api/v1" : "/apis/" + kind.preferredApiVersion();
        return root + (kind.namespaced() ? "/namespaces/" + namespace : "") + "/" + kind.plural();
    }
}

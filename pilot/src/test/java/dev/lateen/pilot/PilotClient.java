package dev.lateen.pilot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lateen.snapshot.push.Ack;
import dev.lateen.snapshot.push.RevisionStatus;
import dev.lateen.snapshot.push.SnapshotJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Talks to a running pilot over its ports, as the command line and a proxy do.
public final class PilotClient implements AutoCloseable {

    public static final String NETWORKING = "/apis/networking.istio.io/v1/namespaces/";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final PilotConfig.Ports ports;
    private final String token;

    public PilotClient(Pilot pilot) {
        this(new PilotConfig.Ports(pilot.pushPort(), pilot.apiPort(), pilot.monitoringPort()), pilot.token());
    }

    public PilotClient(PilotConfig.Ports ports, String token) {
        this.ports = ports;
        this.token = token;
    }

    /// An answer with its body as JSON.
    public record Answer(int code, JsonNode body, HttpResponse<String> raw) {
        public long revision() {
            return Long.parseLong(raw.headers().firstValue("x-lateen-revision").orElse("0"));
        }
    }

    public Answer api(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(ports.api(), path))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /// Upsert by server-side apply.
    public Answer apply(String path, String yaml) {
        return api("PATCH", path, yaml, "Content-Type", "application/apply-patch+yaml");
    }

    /// A Service, which every outbound proxy gets a cluster for. Returns the revision.
    public long applyService(String name, int port) {
        String yaml = """
                {apiVersion: v1, kind: Service, metadata: {name: %s},
                 spec: {selector: {app: %s}, ports: [{name: http, port: %d}]}}
                """.formatted(name, name, port);
        Answer answer = apply("/api/v1/namespaces/default/services/" + name, yaml);
        if (answer.code() >= 300) {
            throw new AssertionError(answer.body().toString());
        }
        return answer.revision();
    }

    public Answer push(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(ports.push(), path))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    public Answer monitoring(String path) {
        return send(HttpRequest.newBuilder(uri(ports.monitoring(), path)).timeout(PATIENCE));
    }

    public int ack(String proxy, String id) {
        return push("POST", "/v1/config/ack", SnapshotJson.write(new Ack(proxy, id, true, null)))
                .code();
    }

    public int reject(String proxy, String id, String why) {
        return push("POST", "/v1/config/ack", SnapshotJson.write(new Ack(proxy, id, false, why)))
                .code();
    }

    public RevisionStatus revision(long revision, String wait) {
        Answer answer = push("GET", "/v1/revisions/" + revision + "?wait=" + wait, null);
        return SnapshotJson.read(answer.raw().body(), RevisionStatus.class);
    }

    public JsonNode proxy(String id) {
        for (JsonNode status : push("GET", "/v1/proxies", null).body()) {
            if (status.path("proxy").asText().equals(id)) {
                return status;
            }
        }
        return MissingNode.getInstance();
    }

    public HttpClient http() {
        return http;
    }

    public static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            String body = response.body();
            boolean json = body.startsWith("{") || body.startsWith("[");
            return new Answer(
                    response.statusCode(), json ? MAPPER.readTree(body) : MissingNode.getInstance(), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

package dev.lateen.pilot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lateen.pilot.FreshPilot;
import dev.lateen.pilot.PilotClient;
import dev.lateen.pilot.PilotClient.Answer;
import dev.lateen.testkit.Eventually;
import dev.lateen.testkit.RawHttpClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceApiIT extends FreshPilot {

    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String VIRTUAL_SERVICES = PilotClient.NETWORKING + "default/virtualservices";
    private static final String SERVICE = """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","labels":{"app":"web"}},
             "spec":{"selector":{"app":"web"},"ports":[{"name":"http","port":8000}]}}""";
    private static final String VIRTUAL_SERVICE = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: web
            spec:
              hosts: [web]
              http:
              - route:
                - destination: {host: web}
            """;

    @Test
    void createFillsInTheMetadataThatTheServerOwns() {
        Answer created = client.api("POST", SERVICES, SERVICE);
        assertThat(created.code()).isEqualTo(201);
        JsonNode metadata = created.body().path("metadata");
        assertThat(metadata.path("namespace").asText()).isEqualTo("default");
        assertThat(metadata.path("uid").asText()).hasSize(36);
        assertThat(metadata.path("generation").asInt()).isEqualTo(1);
        assertThat(metadata.path("creationTimestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(metadata.path("resourceVersion").asLong()).isEqualTo(created.revision());
        assertThat(client.api("GET", SERVICES + "/web", null).body()).isEqualTo(created.body());
    }

    @Test
    void everyVersionShowsTheSameResource() {
        client.apply(VIRTUAL_SERVICES + "/web", VIRTUAL_SERVICE);
        for (String version : List.of("v1", "v1beta1", "v1alpha3")) {
            String path = VIRTUAL_SERVICES.replace("/v1/", "/" + version + "/") + "/web";
            Answer answer = client.api("GET", path, null);
            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.body().path("apiVersion").asText()).isEqualTo("networking.istio.io/" + version);
            assertThat(answer.body().at("/spec/hosts/0").asText()).isEqualTo("web");
        }
    }

    @Test
    void applyingTheSameAgainMakesNoRevision() {
        Answer first = client.apply(VIRTUAL_SERVICES + "/web", VIRTUAL_SERVICE);
        Answer second = client.apply(VIRTUAL_SERVICES + "/web", VIRTUAL_SERVICE);
        assertThat(first.code()).isEqualTo(201);
        assertThat(second.code()).isEqualTo(200);
        assertThat(second.revision()).isEqualTo(first.revision());
        // The status may have come in between: it makes no revision either
        assertThat(second.body().path("metadata")).isEqualTo(first.body().path("metadata"));
        assertThat(second.body().path("spec")).isEqualTo(first.body().path("spec"));
    }

    @Test
    void aChangedSpecRaisesTheGenerationAChangedLabelDoesNot() {
        client.api("POST", SERVICES, SERVICE);
        Answer label = patch("{\"metadata\":{\"labels\":{\"tier\":\"front\"}}}");
        assertThat(label.body().at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(label.body().at("/metadata/labels/app").asText()).isEqualTo("web");
        Answer spec = patch("{\"spec\":{\"ports\":[{\"name\":\"http\",\"port\":9000}]}}");
        assertThat(spec.body().at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(spec.body().at("/spec/selector/app").asText()).isEqualTo("web");
        assertThat(spec.body().at("/spec/ports/0/port").asInt()).isEqualTo(9000);
        Answer removed = patch("{\"metadata\":{\"labels\":{\"tier\":null}}}");
        assertThat(removed.body().at("/metadata/labels").has("tier")).isFalse();
    }

    @Test
    void aStaleResourceVersionIsAConflict() {
        long old = client.api("POST", SERVICES, SERVICE).revision();
        String based =
                SERVICE.replace("\"name\":\"web\",", "\"name\":\"web\",\"resourceVersion\":\"%d\",".formatted(old));
        assertThat(client.api("PUT", SERVICES + "/web", based.replace("8000", "8001"))
                        .code())
                .isEqualTo(200);
        Answer stale = client.api("PUT", SERVICES + "/web", based.replace("8000", "8002"));
        assertStatus(stale, 409, "Conflict");
        assertThat(stale.body().path("message").asText()).contains("the object has been modified");
        assertThat(client.api("PUT", SERVICES + "/web", SERVICE).code())
                .as("without a version")
                .isEqualTo(200);
    }

    @Test
    void everyViolationIsACauseWithItsField() {
        String bad = VIRTUAL_SERVICE.replace("  hosts: [web]", "  hosts: [web]\n  unknownOne: 1\n  unknownTwo: 2");
        Answer answer = client.apply(VIRTUAL_SERVICES + "/web", bad);
        assertStatus(answer, 422, "Invalid");
        JsonNode details = answer.body().path("details");
        assertThat(details.path("kind").asText()).isEqualTo("VirtualService");
        assertThat(details.path("group").asText()).isEqualTo("networking.istio.io");
        assertThat(details.path("causes").findValuesAsText("field")).contains("spec.unknownOne", "spec.unknownTwo");
        assertThat(client.api("GET", VIRTUAL_SERVICES + "/web", null).code()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /api/v1/namespaces/default/services/none     |                  | 404 | NotFound",
                "GET    | /api/v1/namespaces/default/nodes             |                  | 404 | NotFound",
                "GET    | /apis/networking.istio.io/v2/gateways        |                  | 404 | NotFound",
                "GET    | /nothing                                     |                  | 404 | NotFound",
                "DELETE | /api/v1/namespaces/default/services/none     |                  | 404 | NotFound",
                "PUT    | /api/v1/namespaces/default/services/web      | GOOD             | 404 | NotFound",
                "POST   | /api/v1/namespaces/default/services          | {\"half\":       | 400 | BadRequest",
                "POST   | /api/v1/namespaces/default/services          | EMPTY            | 400 | BadRequest",
                "POST   | /api/v1/namespaces/default/services?dryRun=x | GOOD             | 400 | BadRequest",
                "POST   | /api/v1/namespaces/other/services            | NAMESPACED       | 400 | BadRequest",
                "POST   | /api/v1/namespaces                           | GOOD             | 400 | BadRequest",
                "PUT    | /api/v1/namespaces/default/services/other    | GOOD             | 400 | BadRequest",
                "GET    | /api/v1/services?labelSelector=%3D%3D        |                  | 400 | BadRequest",
                "GET    | /api/v1/services?fieldSelector=spec.x%3D1    |                  | 400 | BadRequest",
                "DELETE | /api/v1/namespaces/default/services          |                  | 405 | MethodNotAllowed",
                "POST   | /api/v1/namespaces/default/services/web      | GOOD             | 405 | MethodNotAllowed",
                "DELETE | /api/v1/namespaces/default                   |                  | 403 | Forbidden",
            })
    void whatCannotBeDoneIsAStatusThatSaysWhy(String method, String path, String body, int code, String reason) {
        String content = body == null
                ? null
                : switch (body) {
                    case "GOOD" -> SERVICE;
                    case "NAMESPACED" ->
                        SERVICE.replace("\"name\":\"web\",", "\"name\":\"web\",\"namespace\":\"default\",");
                    case "EMPTY" -> "";
                    default -> body;
                };
        Answer answer = client.api(method, path, content);
        assertStatus(answer, code, reason);
        assertThat(answer.body().path("message").asText()).isNotBlank();
    }

    @Test
    void aSecondCreateSaysThatItExists() {
        client.api("POST", SERVICES, SERVICE);
        assertStatus(client.api("POST", SERVICES, SERVICE), 409, "AlreadyExists");
    }

    @Test
    void bodiesOfOtherTypesAndTooLargeOnesAreRefused() {
        client.api("POST", SERVICES, SERVICE);
        assertStatus(client.api("POST", SERVICES, SERVICE, "Content-Type", "text/plain"), 415, "UnsupportedMediaType");
        assertStatus(
                client.api("PATCH", SERVICES + "/web", "[]", "Content-Type", "application/json"),
                415,
                "UnsupportedMediaType");
        String huge = SERVICE.replace("\"web\"", "\"" + "w".repeat(4 << 20) + "\"");
        assertStatus(client.api("POST", SERVICES, huge), 413, "RequestEntityTooLarge");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../etc/passwd", "Upper", "under_score", "-dash", "a..b"})
    void namesThatAreNoNamesAreInvalid(String name) {
        Answer answer = client.api("POST", SERVICES, SERVICE.replace("\"name\":\"web\"", "\"name\":\"" + name + "\""));
        assertStatus(answer, 422, "Invalid");
        assertThat(answer.body().at("/details/causes").findValuesAsText("field"))
                .contains("metadata.name");
    }

    @Test
    void dryRunAnswersAsIfAndChangesNothing() {
        Answer answer = client.api("POST", SERVICES + "?dryRun=All", SERVICE);
        assertThat(answer.code()).isEqualTo(201);
        assertThat(client.api("GET", SERVICES + "/web", null).code()).isEqualTo(404);
    }

    @Test
    void fieldsWithoutEffectComeBackAsWarnings() {
        String upgraded = """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: web, namespace: default}
                spec:
                  host: web
                  trafficPolicy: {connectionPool: {http: {h2UpgradePolicy: UPGRADE}}}
                """;
        Answer answer =
                client.apply(VIRTUAL_SERVICES.replace("virtualservices", "destinationrules") + "/web", upgraded);
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.raw().headers().allValues("Warning"))
                .anySatisfy(text -> assertThat(text).startsWith("299 - \"").contains("h2UpgradePolicy"));
        assertThat(client.push("GET", "/v1/warnings", null).body().findValuesAsText("path"))
                .anySatisfy(path -> assertThat(path).contains("h2UpgradePolicy"));
    }

    @Test
    void aNamespaceThatDoesNotExistIsAWarning() {
        String path = "/api/v1/namespaces/shop/services/web";
        Answer answer = client.apply(path, SERVICE);
        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.raw().headers().allValues("Warning"))
                .anySatisfy(text -> assertThat(text).contains("shop"));
    }

    @Test
    void listsCoverANamespaceOrAllAndFollowSelectors() {
        client.apply(SERVICES + "/web", SERVICE);
        client.apply("/api/v1/namespaces/istio-system/services/web", SERVICE);
        client.applyService("plain", 80);
        Answer all = client.api("GET", "/api/v1/services", null);
        assertThat(all.body().path("kind").asText()).isEqualTo("ServiceList");
        assertThat(all.body().at("/metadata/resourceVersion").asLong()).isEqualTo(all.revision());
        assertThat(all.body().path("items")).hasSize(3);
        assertThat(client.api("GET", SERVICES, null).body().path("items")).hasSize(2);
        assertThat(names("/api/v1/services?labelSelector=app%3Dweb")).containsExactly("web", "web");
        assertThat(names(SERVICES + "?labelSelector=!app")).containsExactly("plain");
        assertThat(names("/api/v1/services?fieldSelector=metadata.namespace%3Distio-system"))
                .containsExactly("web");
        assertThat(names("/api/v1/namespaces")).contains("default", "istio-system");
    }

    @Test
    void deletingANamespaceDeletesWhatIsInIt() {
        client.apply("/api/v1/namespaces/shop", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
        client.apply("/api/v1/namespaces/shop/services/web", SERVICE);
        Answer deleted = client.api("DELETE", "/api/v1/namespaces/shop", null);
        assertThat(deleted.body().path("status").asText()).isEqualTo("Success");
        assertThat(names("/api/v1/services")).isEmpty();
        assertThat(names("/api/v1/namespaces")).doesNotContain("shop");
    }

    @Test
    void discoveryNamesGroupsVersionsAndResources() {
        assertThat(client.api("GET", "/api", null).body().path("kind").asText()).isEqualTo("APIVersions");
        assertThat(client.api("GET", "/apis", null).body().at("/groups/0/name").asText())
                .isEqualTo("networking.istio.io");
        JsonNode resources =
                client.api("GET", "/apis/networking.istio.io/v1beta1", null).body();
        assertThat(resources.path("resources").findValuesAsText("name")).contains("virtualservices", "gateways");
    }

    @Test
    void aWatchTellsWhatIsThereAndWhatHappens() throws Exception {
        client.apply(SERVICES + "/web", SERVICE);
        try (var lines = watch("/api/v1/services?watch=true&labelSelector=app%3Dweb")) {
            assertThat(lines.readLine()).contains("\"ADDED\"");
            client.applyService("plain", 80);
            patch("{\"spec\":{\"selector\":{\"app\":\"other\"}}}");
            assertThat(lines.readLine()).contains("\"MODIFIED\"");
            patch("{\"metadata\":{\"labels\":{\"app\":\"other\"}}}");
            assertThat(lines.readLine()).contains("\"DELETED\"");
        }
    }

    @Test
    void aWatchResumesOrSaysThatItCannot() throws Exception {
        long revision = client.apply(SERVICES + "/web", SERVICE).revision();
        client.applyService("more", 80);
        try (var lines = watch("/api/v1/services?watch=true&resourceVersion=" + revision)) {
            assertThat(lines.readLine()).contains("\"ADDED\"").contains("more");
        }
        try (var lines = watch("/api/v1/services?watch=true&resourceVersion=" + (revision + 1))) {
            client.applyService("third", 80); // the head came, although there was nothing to tell
            assertThat(lines.readLine()).contains("\"ADDED\"").contains("third");
        }
        try (var lines = watch("/api/v1/services?watch=true&resourceVersion=99999")) {
            assertThat(lines.readLine()).contains("\"ERROR\"").contains("410");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void aWatchSaysWhenItHasShownWhatIsThere() throws Exception {
        long revision = client.apply(SERVICES + "/web", SERVICE).revision();
        String query = "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&timeoutSeconds=30";
        try (var lines = watch("/api/v1/services" + query)) {
            assertThat(lines.readLine()).contains("\"ADDED\"");
            assertThat(lines.readLine())
                    .contains("\"BOOKMARK\"", "initial-events-end", "\"resourceVersion\":\"" + revision + "\"");
        }
    }

    @Test
    void anIstioResourceTakesNoStrategicPatch() {
        client.apply(VIRTUAL_SERVICES + "/web", VIRTUAL_SERVICE);
        assertStatus(
                client.api(
                        "PATCH",
                        VIRTUAL_SERVICES + "/web",
                        "{}",
                        "Content-Type",
                        "application/strategic-merge-patch+json"),
                415,
                "UnsupportedMediaType");
    }

    @Test
    void aDeletionCanBeTriedInItsBody() {
        client.api("POST", SERVICES, SERVICE);
        assertThat(client.api("DELETE", SERVICES + "/web", "{\"dryRun\":[\"All\"]}")
                        .code())
                .isEqualTo(200);
        assertThat(client.api("GET", SERVICES + "/web", null).code()).isEqualTo(200);
    }

    @Test
    void onlyTheTokenOpensTheApi() throws Exception {
        int port = pilot.pilot().apiPort();
        Path file = home.resolve("token");
        assertThat(Files.readString(file).strip()).isEqualTo(pilot.pilot().token());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(RawHttpClient.fetch(port, "/api").status()).isEqualTo(401);
        assertThat(RawHttpClient.fetch(port, "/api", "Authorization: Bearer wrong")
                        .status())
                .isEqualTo(401);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("kubeconfig"))))
                .isEqualTo("rw-------");
        for (String password : List.of(pilot.pilot().token(), "wrong")) {
            byte[] pair = ("lateen:" + password).getBytes(StandardCharsets.UTF_8);
            String basic = "Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
            assertThat(RawHttpClient.fetch(port, "/api", basic).status())
                    .isEqualTo(password.equals("wrong") ? 401 : 200);
        }
        assertThat(RawHttpClient.fetch(port, "/api", "Authorization: Basic ?").status())
                .isEqualTo(401);
        String good = "Authorization: Bearer " + pilot.pilot().token();
        assertThat(RawHttpClient.fetch(port, "/api", good).status()).isEqualTo(200);
        assertThat(RawHttpClient.fetch(port, "/api", good, "Host: localhost:1").status())
                .isEqualTo(200);
        assertThat(RawHttpClient.fetch(port, "/api", good, "Host: evil.example").status())
                .isEqualTo(403);
        assertThat(RawHttpClient.fetch(port, "/api", good, "Origin: http://evil.example")
                        .status())
                .isEqualTo(403);
        int push = pilot.pilot().pushPort();
        assertThat(RawHttpClient.fetch(push, "/v1/proxies", "Host: evil.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void writersAtTheSameTimeLoseNothing() {
        client.api("POST", SERVICES, SERVICE);
        List<Thread> writers = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> patchLabel("writer-" + i)))
                .toList();
        Eventually.await("all done", () -> writers.stream().noneMatch(Thread::isAlive));
        JsonNode labels = client.api("GET", SERVICES + "/web", null).body().at("/metadata/labels");
        for (int i = 0; i < 8; i++) {
            assertThat(labels.has("writer-" + i)).isTrue();
        }
    }

    private void patchLabel(String label) {
        Eventually.await(
                "patched",
                () -> patch("{\"metadata\":{\"labels\":{\"%s\":\"x\"}}}".formatted(label))
                                .code()
                        == 200);
    }

    private Answer patch(String merge) {
        return client.api("PATCH", SERVICES + "/web", merge, "Content-Type", "application/merge-patch+json");
    }

    private List<String> names(String path) {
        return client.api("GET", path, null).body().path("items").findParents("kind").stream()
                .map(item -> item.at("/metadata/name").asText())
                .toList();
    }

    private BufferedReader watch(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        PilotClient.uri(pilot.pilot().apiPort(), path))
                .header("Authorization", "Bearer " + pilot.pilot().token())
                .build();
        var response = client.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static void assertStatus(Answer answer, int code, String reason) {
        assertThat(answer.code()).as(answer.raw().body()).isEqualTo(code);
        assertThat(answer.body().path("kind").asText()).isEqualTo("Status");
        assertThat(answer.body().path("code").asInt()).isEqualTo(code);
        assertThat(answer.body().path("reason").asText()).isEqualTo(reason);
    }
}

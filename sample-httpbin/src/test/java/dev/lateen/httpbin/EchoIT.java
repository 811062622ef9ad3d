package dev.lateen.httpbin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EchoIT {

    private static final Set<String> WITH_BODY =
            Set.of("args", "data", "files", "form", "headers", "json", "origin", "url");

    @TestHTTPResource("/")
    String root = "";

    @TestHTTPResource(value = "/health/ready", management = true)
    String ready = "";

    @Test
    void poweredByIsTheLastLineOfHeadersWithoutAComma() {
        String body = given().header("x-test-header", "v2").get("/headers").asString();

        assertThat(body).startsWith("{\n  \"headers\": {\n").endsWith("\n  },\n  \"X-Powered-By\": \"Flask\"\n}\n");
        assertThat(body).contains("\n    \"X-Test-Header\": \"v2\"");
    }

    @Test
    void headersAreTitleCasedSortedAndJoined() {
        Response response =
                given().header("zz-last", "1").header("AA-FIRST", "x", "y").get("/headers");

        Map<String, String> headers = response.path("headers");
        assertThat(List.copyOf(headers.keySet())).isSorted();
        assertThat(headers).containsEntry("Aa-First", "x,y").containsEntry("Zz-Last", "1");
    }

    @Test
    void getTellsArgsHeadersOriginAndUrl() {
        Response response = given().get("/get?b=2&b=3&a=1&c");

        assertThat(response.<Map<String, ?>>path("$").keySet()).containsExactly("args", "headers", "origin", "url");
        response.then()
                .statusCode(200)
                .contentType("application/json")
                .body("args", equalTo(Map.of("a", "1", "b", List.of("2", "3"), "c", "")))
                .body("origin", equalTo("127.0.0.1"))
                .body("url", equalTo(root + "get?b=2&b=3&a=1&c"));
    }

    @Test
    void originAndUrlFollowTheForwardingHeaders() {
        given().header("X-Forwarded-For", "10.1.2.3")
                .header("X-Forwarded-Proto", "https")
                .header("Host", "shop.example")
                .get("/get")
                .then()
                .body("origin", equalTo("10.1.2.3"))
                .body("url", equalTo("https://shop.example/get"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void eachMethodEchoesItsJsonBody(String method) {
        Response response = given().contentType("application/json")
                .body("{\"b\":1,\"a\":null}")
                .request(method, "/" + method.toLowerCase(Locale.ROOT));

        assertThat(response.<Map<String, ?>>path("$").keySet()).containsExactlyInAnyOrderElementsOf(WITH_BODY);
        response.then()
                .statusCode(200)
                .body("data", equalTo("{\"b\":1,\"a\":null}"))
                .body("json.b", equalTo(1))
                .body("form", anEmptyMap())
                .body("files", anEmptyMap());
        assertThat(response.asString()).contains("\"json\": {\n    \"a\": null,\n    \"b\": 1\n  }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void anythingEchoesTheMethodTooBelowAnyPath(String method) {
        given().contentType("text/plain")
                .body("hello")
                .request(method, "/anything/a/b?q=1")
                .then()
                .statusCode(200)
                .body("method", equalTo(method))
                .body("data", equalTo("hello"))
                .body("json", nullValue())
                .body("args.q", equalTo("1"))
                .body("url", equalTo(root + "anything/a/b?q=1"));
    }

    @Test
    void formsAndFilesAreTakenApart() {
        given().formParam("a", "1", "2").post("/post").then().body("form.a", equalTo(List.of("1", "2")));
        given().multiPart("field", "x")
                .multiPart("file", "name.txt", "content".getBytes(StandardCharsets.UTF_8))
                .post("/post")
                .then()
                .body("form.field", equalTo("x"))
                .body("files.file", equalTo("content"))
                .body("data", equalTo(""));
    }

    @Test
    void aLargeBodyComesBackWhole() {
        String large = "x".repeat(3_000_000);

        assertThat(given().contentType("text/plain").body(large).post("/post").<String>path("data"))
                .isEqualTo(large);
    }

    @Test
    void aBodyAboveTheLimitIsRefusedBeforeItIsSent() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + "post"))
                .version(HttpClient.Version.HTTP_1_1)
                .expectContinue(true)
                .POST(BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024 + 1]))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void smallEndpointsHaveTheirOneKey() {
        given().get("/ip").then().body("$", equalTo(Map.of("origin", "127.0.0.1")));
        given().header("User-Agent", "sail/1")
                .get("/user-agent")
                .then()
                .body("$", equalTo(Map.of("user-agent", "sail/1")));
        given().get("/uuid").then().body("uuid", matchesPattern("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
        given().get("/hostname").then().body("hostname", notNullValue());
        given().cookie("b", "2")
                .cookie("a", "1")
                .get("/cookies")
                .then()
                .body("cookies", equalTo(Map.of("a", "1", "b", "2")));
    }

    @Test
    void everyResponseCarriesTheVersion() {
        for (String path : List.of("/get", "/status/503", "/nowhere", "/bytes/x")) {
            assertThat(given().get(path).header("x-httpbin-version")).as(path).isEqualTo("v1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/nowhere           | 404 | no such path: /nowhere",
                "/status/banana     | 400 | status: \"banana\" (expected: codes from 200 to 599, each with an optional weight: 200:3,500:1)",
                "/bytes/-1          | 400 | bytes: \"-1\" (expected: a whole number, 0 or more)",
                "/bytes/1?seed=x    | 400 | seed: \"x\" (expected: a whole number)",
                "/delay/soon        | 400 | delay: \"soon\" (expected: seconds, 0 or more)",
                "/stream/1.5        | 400 | stream: \"1.5\" (expected: a whole number, 0 or more)",
                "/redirect/0        | 400 | redirect: \"0\" (expected: a whole number, 1 or more)",
                "/post              | 405 | Method Not Allowed: GET /post",
            })
    void errorsNameTheValueAndWhatWasExpected(String path, int status, String error) {
        given().get(path).then().statusCode(status).body("error", equalTo(error));
    }

    @Test
    void healthAndMetricsAreOnTheManagementPortAlone() {
        given().get(ready).then().statusCode(200).body("status", equalTo("UP"));
        given().get(ready.replace("/health/ready", "/metrics")).then().statusCode(200);
        given().get("/q/health").then().statusCode(404);
    }
}

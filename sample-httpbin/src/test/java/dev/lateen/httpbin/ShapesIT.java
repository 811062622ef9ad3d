package dev.lateen.httpbin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ShapesIT {

    @TestHTTPResource("/")
    String root = "";

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"})
    void statusAnswersAnyMethodWithoutABody(String method) {
        Response response = given().request(method, "/status/499");

        assertThat(response.statusCode()).isEqualTo(499);
        assertThat(response.asByteArray()).isEmpty();
    }

    @Test
    void aTeapotSaysSoInEveryWay() {
        Response response = given().get("/status/418");

        assertThat(response.statusLine()).isEqualTo("HTTP/1.1 418 I'M A TEAPOT");
        assertThat(response.header("x-more-info")).contains("rfc2324");
        assertThat(response.asString()).contains("short and stout");
    }

    @ParameterizedTest
    @CsvSource({
        "425, Too Early",
        "451, Unavailable For Legal Reasons",
        "508, Loop Detected",
        "499, Unknown",
        "404, Not Found"
    })
    void everyStatusHasAName(int status, String name) {
        assertThat(given().get("/status/" + status).statusLine()).isEqualTo("HTTP/1.1 " + status + " " + name);
    }

    @Test
    void aRedirectGoesToALegalUrlWhateverItWasGiven() {
        Response response = given().redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get("/redirect-to?Url=http://e.example/a%20b%C3%A9&Status_code=307");

        assertThat(response.statusCode()).isEqualTo(307);
        assertThat(response.header("Location")).isEqualTo("http://e.example/a%20b%C3%A9");
    }

    @Test
    void aCookieMayHaveBlanksInQuotes() {
        given().header("Cookie", "a=1; b=\"x y\"")
                .get("/cookies")
                .then()
                .body("cookies.b", equalTo("x y"))
                .body("cookies.a", equalTo("1"));
    }

    @ParameterizedTest
    @CsvSource({
        "302, Location, /redirect/1",
        "401, WWW-Authenticate, Basic realm=\"Fake Realm\"",
        "407, Proxy-Authenticate, Basic realm=\"Fake Realm\"",
    })
    void statusBringsTheHeaderThatBelongsToIt(int status, String header, String value) {
        given().redirects()
                .follow(false)
                .get("/status/" + status)
                .then()
                .statusCode(status)
                .header(header, equalTo(value));
    }

    @Test
    void weightedStatusesAllOccurAndNoOthers() {
        for (int i = 0; i < 40; i++) {
            assertThat(given().get("/status/200:1,503:1").statusCode()).isIn(200, 503);
        }
    }

    @Test
    void delayEchoesWithoutJson() {
        Response response = given().contentType("text/plain").body("x").post("/delay/0.05?a=1");

        assertThat(response.<Map<String, ?>>path("$").keySet())
                .containsExactly("args", "data", "files", "form", "headers", "origin", "url");
        response.then().body("data", equalTo("x")).body("args.a", equalTo("1"));
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        Response first = given().get("/bytes/1000?seed=7");

        assertThat(first.contentType()).isEqualTo("application/octet-stream");
        assertThat(first.asByteArray())
                .hasSize(1000)
                .isEqualTo(given().get("/bytes/1000?seed=7").asByteArray());
        assertThat(first.asByteArray())
                .isNotEqualTo(given().get("/bytes/1000?seed=8").asByteArray());
    }

    @Test
    void sizesAreCutToTheLimitAsHttpbinDoes() {
        assertThat(given().get("/bytes/1000000").asByteArray()).hasSize(102_400);
        assertThat(given().get("/stream/1000").asString().lines()).hasSize(100);
    }

    @Test
    void streamIsChunkedJsonLinesCountedFromZero() {
        Response response = given().get("/stream/3?a=1");

        assertThat(response.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(response.header("Content-Length")).isNull();
        assertThat(response.contentType()).isEqualTo("application/json");
        String[] lines = response.asString().split("\n", -1);
        assertThat(lines).hasSize(4);
        for (int i = 0; i < 3; i++) {
            assertThat(lines[i])
                    .startsWith("{\"url\": \"" + root + "stream/3?a=1\", \"args\": {\"a\": \"1\"}, \"headers\": {")
                    .endsWith(", \"origin\": \"127.0.0.1\", \"id\": " + i + "}");
        }
    }

    @Test
    void aStreamOfNoLinesIsAnEmptyBody() {
        given().get("/stream/0").then().statusCode(200).body(equalTo(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void responseHeadersAreSetAndTold(String method) {
        Response response = given().request(method, "/response-headers?X-One=1&x-two=a&x-two=b");

        assertThat(response.header("X-One")).isEqualTo("1");
        assertThat(response.headers().getValues("x-two")).containsExactly("a", "b");
        response.then()
                .body("X-One", equalTo("1"))
                .body("x-two", hasItems("a", "b"))
                .body("Content-Type", equalTo("application/json"))
                .body("Content-Length", equalTo(response.header("Content-Length")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length=1", "transfer-encoding=chunked", "a%20b=1", "x=a%0d%0ay:%20b", "x=%E2%82%AC"})
    void headersThatWouldBreakTheMessageAreRefused(String query) {
        given().urlEncodingEnabled(false)
                .get("/response-headers?" + query)
                .then()
                .statusCode(400)
                .header("y", equalTo(null));
    }

    @Test
    void redirectsCountDownToGet() {
        assertThat(location("/redirect/3")).isEqualTo("/relative-redirect/2");
        assertThat(location("/relative-redirect/2")).isEqualTo("/relative-redirect/1");
        assertThat(location("/relative-redirect/1")).isEqualTo("/get");
        assertThat(location("/redirect/2?absolute=true")).isEqualTo(root + "absolute-redirect/1");
        assertThat(location("/absolute-redirect/1")).isEqualTo(root + "get");
        given().get("/redirect/3").then().statusCode(200).body("url", equalTo(root + "get"));
    }

    @Test
    void cookiesAreSetAndDeleted() {
        Response set = given().redirects().follow(false).get("/cookies/set?a=1");
        assertThat(set.header("Location")).isEqualTo("/cookies");
        assertThat(set.header("Set-Cookie")).isEqualTo("a=1; Path=/");
        assertThat(given().redirects().follow(false).get("/cookies/set/b/2").header("Set-Cookie"))
                .isEqualTo("b=2; Path=/");
        assertThat(given().redirects().follow(false).get("/cookies/delete?a").header("Set-Cookie"))
                .startsWith("a=; Path=/; Max-Age=0;");
        given().urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .get("/cookies/set?a=%3B")
                .then()
                .statusCode(400);
    }

    @Test
    void headAndOptionsAreAnswered() {
        given().head("/get").then().statusCode(200);
        assertThat(given().options("/get").header("Allow")).contains("GET").contains("HEAD");
    }

    private static String location(String path) {
        Response response = given().redirects().follow(false).get(path);
        assertThat(response.statusCode()).isEqualTo(302);
        return response.header("Location");
    }
}

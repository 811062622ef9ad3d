package dev.lateen.httpbin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class PagesIT {

    private static final Pattern LINK = Pattern.compile("<a href=\"([^\"]+)\"");

    @TestHTTPResource(value = "/openapi?format=json", management = true)
    String openApi = "";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/html          | text/html; charset=utf-8  | <h1>Herman Melville - Moby-Dick</h1>",
                "/encoding/utf8 | text/html; charset=utf-8  | <h1>Unicode Demo</h1>",
                "/forms/post    | text/html; charset=utf-8  | <form method=\"post\" action=\"/post\">",
                "/json          | application/json          | \"title\": \"Sample Slide Show\"",
                "/xml           | application/xml           | <slideshow title=\"Sample Slide Show\"",
                "/robots.txt    | text/plain                | User-agent: *",
                "/deny          | text/plain                | NO ENTRY",
            })
    void pagesHaveTheirTypeWhateverIsAccepted(String path, String type, String part) {
        Response response = given().accept("application/x-unheard-of").get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo(type);
        assertThat(response.header("x-httpbin-version")).isEqualTo("v1");
        assertThat(new String(response.asByteArray(), StandardCharsets.UTF_8)).contains(part);
    }

    @Test
    void slidesHaveTheirShape() {
        Response json = given().get("/json");
        assertThat(json.<Map<String, ?>>path("slideshow").keySet())
                .containsExactly("author", "date", "slides", "title");
        assertThat(json.<List<String>>path("slideshow.slides.title"))
                .containsExactly("Wake up to WonderWidgets!", "Overview");
        assertThat(json.asString()).isEqualTo(JsonText.pretty(json.path("$")));
        given().get("/xml").then().body("slideshow.slide[1].title", equalTo("Overview"));
        assertThat(given().get("/robots.txt").asString()).isEqualTo("User-agent: *\nDisallow: /deny\n");
    }

    @Test
    void utf8HasCharactersOfEveryLength() {
        String page = new String(given().get("/encoding/utf8").asByteArray(), StandardCharsets.UTF_8);

        assertThat(page).doesNotContain("\ufffd").contains("ß", "парус", "∀x∈ℝ", "🌊");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/webp              | image/webp",
                "image/svg+xml           | image/svg+xml",
                "IMAGE/JPEG, image/png   | image/jpeg",
                "image/png               | image/png",
                "image/*                 | image/png",
                "text/html, image/webp;q=0.1, image/png | image/webp",
            })
    void imageIsChosenByAccept(String accept, String type) {
        assertThat(given().accept(accept).get("/image").header("Content-Type")).isEqualTo(type);
    }

    @Test
    void anImageThatNobodyAcceptsIsRefusedAsHttpbinDoes() {
        given().accept("*/*")
                .get("/image")
                .then()
                .statusCode(406)
                .body("message", equalTo("Client did not request a supported media type."))
                .body("accept", equalTo(List.of("image/webp", "image/svg+xml", "image/jpeg", "image/png", "image/*")));
    }

    @ParameterizedTest
    @CsvSource({
        "png,  image/png,     89504e470d0a1a0a",
        "jpeg, image/jpeg,    ffd8ff",
        "webp, image/webp,    52494646",
        "svg,  image/svg+xml, 3c3f786d6c"
    })
    void eachFormatBeginsAsItShould(String format, String type, String start) {
        Response response = given().get("/image/" + format);

        assertThat(response.header("Content-Type")).isEqualTo(type);
        assertThat(HexFormat.of().formatHex(response.asByteArray())).startsWith(start);
    }

    @Test
    void base64IsDecoded() {
        assertThat(given().get("/base64/TGF0ZWVu").asString()).isEqualTo("Lateen");
        assertThat(given().get("/base64/w6Q_").asByteArray()).isEqualTo(new byte[] {(byte) 0xc3, (byte) 0xa4, 0x3f});
        given().get("/base64/!!!").then().statusCode(400);
    }

    @Test
    void linksLeadToEachOther() {
        Response first = given().redirects().follow(false).get("/links/3");
        assertThat(first.statusCode()).isEqualTo(302);
        assertThat(first.header("Location")).isEqualTo("/links/3/0");
        assertThat(given().get("/links/3/1").asString())
                .isEqualTo("<html><head><title>Links</title></head><body><a href='/links/3/0'>0</a> 1 "
                        + "<a href='/links/3/2'>2</a> </body></html>");
        assertThat(given().get("/links/5000/0").asString().split("<a ", -1)).hasSize(200);
    }

    @Test
    void everyLinkOfTheIndexWorksAndTheVersionIsTold() {
        String index = given().get("/").asString();

        assertThat(index).contains("<h1>httpbin <b>v1</b></h1>").doesNotContain("{{");
        List<String> links = LINK.matcher(index)
                .results()
                .map(link -> link.group(1).replace("&amp;", "&"))
                .toList();
        assertThat(links).hasSizeGreaterThan(40);
        for (String link : links) {
            int status = given().accept("image/*,*/*")
                    .redirects()
                    .follow(false)
                    .get("/" + link)
                    .statusCode();
            assertThat(status).as(link).isIn(200, 302, 307, 401, 404, 503);
            if (!link.startsWith("status/") && !link.startsWith("hidden-")) {
                assertThat(status).as(link).isNotIn(404, 503);
            }
        }
    }

    @Test
    void theIndexNamesEveryPathOfTheOpenApiDocument() {
        Response document = given().get(openApi);
        Map<String, ?> paths = document.path("paths");
        String index = given().get("/").asString();

        assertThat(document.<String>path("info.title")).isEqualTo("httpbin");
        assertThat(paths).hasSizeGreaterThan(50);
        List<String> missing = paths.keySet().stream()
                .filter(path -> !path.equals("/") && !path.startsWith("/anything"))
                .filter(path -> !index.contains("<code>" + path + "</code>"))
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void redirectToGoesWhereItIsTold() {
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            Response response = given().urlEncodingEnabled(false)
                    .redirects()
                    .follow(false)
                    .request(method, "/redirect-to?url=http://a.example/b%3Fc%3D1&status_code=307");
            assertThat(response.statusCode()).as(method).isEqualTo(307);
            assertThat(response.header("Location")).isEqualTo("http://a.example/b?c=1");
        }
        for (String query : Arrays.asList("url=/get", "url=/get&status_code=200")) {
            assertThat(given().redirects()
                            .follow(false)
                            .get("/redirect-to?" + query)
                            .statusCode())
                    .isEqualTo(302);
        }
        given().get("/redirect-to").then().statusCode(400);
        given().urlEncodingEnabled(false)
                .get("/redirect-to?url=/a%0d%0ax:y")
                .then()
                .statusCode(400);
    }
}

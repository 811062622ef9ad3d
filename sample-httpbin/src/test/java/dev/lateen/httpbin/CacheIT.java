package dev.lateen.httpbin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class CacheIT {

    @Test
    void whatIsNotConditionalIsTheEchoWithValidators() {
        Response response = given().get("/cache?a=1");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.header("ETag")).matches("[0-9a-f]{32}");
        String modified = response.header("Last-Modified");
        assertThat(modified).matches("[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT");
        assertThat(ZonedDateTime.parse(modified, DateTimeFormatter.RFC_1123_DATE_TIME))
                .isBefore(ZonedDateTime.now().plusSeconds(1));
        assertThat(response.<Map<String, ?>>path("$").keySet()).containsExactly("args", "headers", "origin", "url");
    }

    @ParameterizedTest
    @CsvSource({"If-None-Match, x", "If-Modified-Since, Thu', 'never"})
    void anyConditionHolds(String header, String value) {
        Response response = given().header(header, value).get("/cache");

        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.asByteArray()).isEmpty();
    }

    @Test
    void cacheControlHasTheSecondsOfThePath() {
        given().get("/cache/60")
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("public, max-age=60"))
                .body("args", equalTo(Map.of()));
        given().get("/cache/soon").then().statusCode(400);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                ",                ,                    200",
                "If-None-Match,   v1,                  304",
                "If-None-Match,   '\"v0\", W/\"v1\"',  304",
                "If-None-Match,   *,                   304",
                "If-None-Match,   v2,                  200",
                "If-Match,        '\"v1\"',            200",
                "If-Match,        *,                   200",
                "If-Match,        'v0, v2',            412",
            })
    void conditionsAreHeldAgainstTheTag(@Nullable String header, @Nullable String value, int status) {
        var request = header == null ? given() : given().header(header, value);
        Response response = request.get("/etag/v1");

        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 412) {
            assertThat(response.asByteArray()).isEmpty();
        } else {
            assertThat(response.header("ETag")).isEqualTo("v1");
        }
    }
}

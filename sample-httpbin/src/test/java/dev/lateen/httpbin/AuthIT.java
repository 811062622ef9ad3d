package dev.lateen.httpbin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AuthIT {

    @ParameterizedTest
    @ValueSource(strings = {"basic-auth", "hidden-basic-auth"})
    void theRightPairIsTold(String kind) {
        Response response =
                given().header("Authorization", basic("sam:se:cret")).get("/" + kind + "/sam/se:cret");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.asString()).isEqualTo("{\n  \"authenticated\": true,\n  \"user\": \"sam\"\n}\n");
    }

    @Test
    void anythingElseIsChallengedWithoutABody() {
        for (String authorization : new String[] {"", "Basic", "Basic !", "Bearer x", basic("sam:no"), basic("sam")}) {
            Response response = given().header("Authorization", authorization).get("/basic-auth/sam/secret");

            assertThat(response.statusCode()).as(authorization).isEqualTo(401);
            assertThat(response.header("WWW-Authenticate")).isEqualTo("Basic realm=\"Fake Realm\"");
            assertThat(response.asByteArray()).isEmpty();
        }
        given().get("/basic-auth/sam/secret").then().statusCode(401);
    }

    @Test
    void theHiddenOneDoesNotEvenAsk() {
        Response response = given().header("Authorization", basic("sam:no")).get("/hidden-basic-auth/sam/secret");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.header("WWW-Authenticate")).isNull();
        assertThat(response.asByteArray()).isEmpty();
    }

    @Test
    void anyBearerTokenIsTold() {
        Response response = given().header("Authorization", "Bearer a.b.c").get("/bearer");
        assertThat(response.asString()).isEqualTo("{\n  \"authenticated\": true,\n  \"token\": \"a.b.c\"\n}\n");

        given().header("Authorization", "bearer a.b.c").get("/bearer").then().statusCode(401);
        given().get("/bearer").then().statusCode(401).header("WWW-Authenticate", equalTo("Bearer"));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.lateen.httpbin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FaultsIT.Faulty.class)
class FaultsIT {

    public static final class Faulty implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "httpbin.version", "v2",
                    "httpbin.failure-rate", "0.25",
                    "httpbin.failure-status", "500",
                    "httpbin.latency", "5ms",
                    "httpbin.latency-jitter", "5ms");
        }
    }

    @Test
    void failsEveryFourthAndKeepsBodiesThroughTheLatency() {
        int failed = 0;
        for (int i = 0; i < 20; i++) {
            Response response = given().contentType("text/plain").body("hello").post("/post");
            if (response.statusCode() == 500) {
                failed++;
                response.then().body("error", equalTo("failed on purpose: httpbin.failure-rate is 0.25"));
            } else {
                response.then().statusCode(200).body("data", equalTo("hello"));
            }
            assertThat(response.header("x-httpbin-version")).isEqualTo("v2");
        }
        assertThat(failed).isEqualTo(5);
    }
}

package dev.lateen.httpbin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class StreamIT {

    @TestHTTPResource("/")
    URI root = URI.create("");

    @Test
    void streamedBytesAreChunkedAndThoseOfTheSeed() {
        Response response = given().get("/stream-bytes/25000?seed=7&chunk_size=999");

        assertThat(response.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(response.header("Content-Length")).isNull();
        assertThat(response.contentType()).isEqualTo("application/octet-stream");
        assertThat(response.asByteArray())
                .isEqualTo(given().get("/bytes/25000?seed=7").asByteArray());
        assertThat(given().get("/stream-bytes/9999999").asByteArray()).hasSize(102_400);
        assertThat(given().get("/stream-bytes/0").asByteArray()).isEmpty();
    }

    @Test
    void dripKnowsItsLengthAndTakesItsTime() {
        long start = System.nanoTime();
        Response response = given().get("/drip?numbytes=5&duration=0.2&delay=0.1&code=206");

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.header("Content-Length")).isEqualTo("5");
        assertThat(response.header("Transfer-Encoding")).isNull();
        assertThat(response.header("x-httpbin-version")).isEqualTo("v1");
        assertThat(response.contentType()).isEqualTo("application/octet-stream");
        assertThat(response.asString()).isEqualTo("*****");
        // The last byte is due four fifths into the duration; a loaded machine only adds to it.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aDripLeavesTheConnectionForTheNextRequest() throws IOException {
        try (RawHttpClient client = RawHttpClient.connect(root.getPort())) {
            assertThat(client.get("/drip?numbytes=100000&duration=0").body()).hasSize(100_000);
            assertThat(client.get("/range/26").bodyText()).isEqualTo("abcdefghijklmnopqrstuvwxyz");
            assertThat(client.request("HEAD", "/range/26").header("Content-Length"))
                    .contains("26");
            assertThat(client.get("/drip?numbytes=1&duration=0").bodyText()).isEqualTo("*");
        }
    }

    @Test
    void aClientThatLeavesADripEndsIt() throws IOException {
        try (RawHttpClient client = RawHttpClient.connect(root.getPort())) {
            client.send("GET /drip?numbytes=1000&duration=10 HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readBytes(20);
            client.reset();
        }
        given().get("/get").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/drip?numbytes=0          | numbytes: \"0\" (expected: a whole number, 1 or more)",
                "/drip?code=204            | code: \"204\" (expected: a status from 200 to 599 that may have a body)",
                "/drip?code=600            | code: \"600\" (expected: a status from 200 to 599 that may have a body)",
                "/drip?duration=-1         | duration: \"-1\" (expected: seconds, 0 or more)",
                "/drip?delay=x             | delay: \"x\" (expected: seconds, 0 or more)",
                "/range/x                  | range: \"x\" (expected: a whole number, 0 or more)",
                "/range/5?chunk_size=0     | chunk_size: \"0\" (expected: a whole number, 1 or more)",
                "/stream-bytes/5?chunk_size=0 | chunk_size: \"0\" (expected: a whole number, 1 or more)",
            })
    void errorsNameTheValueAndWhatWasExpected(String path, String error) {
        given().get(path).then().statusCode(400).body("error", equalTo(error));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-           | 200 | bytes 0-29/30  | abcdefghijklmnopqrstuvwxyzabcd",
                "bytes=0-29  | 200 | bytes 0-29/30  | abcdefghijklmnopqrstuvwxyzabcd",
                "bytes=1-3   | 206 | bytes 1-3/30   | bcd",
                "bytes=25-   | 206 | bytes 25-29/30 | zabcd",
                "bytes=-2    | 206 | bytes 28-29/30 | cd",
                "bytes=30-   | 416 | bytes */30     | ''",
                "bytes=5-30  | 416 | bytes */30     | ''",
            })
    void rangesAreCutOutOfTheSameLetters(String range, int status, String contentRange, String body)
            throws IOException {
        String[] headers = range == null ? new String[0] : new String[] {"Range: " + range};
        RawResponse response = RawHttpClient.fetch(root.getPort(), "/range/30?chunk_size=4&duration=0.02", headers);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("ETag")).contains("range30");
        assertThat(response.header("Accept-Ranges")).contains("bytes");
        assertThat(response.header("Content-Range")).contains(contentRange);
        assertThat(response.header("Content-Length")).contains(Integer.toString(body.length()));
        assertThat(response.headers("x-httpbin-version")).containsExactly("v1");
        assertThat(response.bodyText()).isEqualTo(body);
    }

    @Test
    void aRangeOfNothingOrTooMuchIsNotFound() {
        for (String n : new String[] {"0", "102401"}) {
            Response response = given().get("/range/" + n);

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.header("ETag")).isEqualTo("range" + n);
            assertThat(response.asString()).isEqualTo("number of bytes must be in the range (0, 102400]");
        }
    }
}

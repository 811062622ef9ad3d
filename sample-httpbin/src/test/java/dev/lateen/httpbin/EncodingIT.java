package dev.lateen.httpbin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.testkit.RawHttpClient;
import dev.lateen.testkit.RawResponse;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;
import org.junit.jupiter.api.Test;

/// With a client that decodes nothing by itself.
@QuarkusTest
class EncodingIT {

    private interface Decoder {
        InputStream of(InputStream encoded) throws IOException;
    }

    @TestHTTPResource("/")
    URI root = URI.create("");

    @Test
    void gzipIsGzip() throws IOException {
        expectEcho("/gzip", "gzip", "gzipped", GZIPInputStream::new);
    }

    @Test
    void deflateIsZlib() throws IOException {
        expectEcho("/deflate", "deflate", "deflated", InflaterInputStream::new);
    }

    @Test
    void brotliIsBrotli() throws IOException {
        expectEcho("/brotli", "br", "brotli", BrotliInputStream::new);
    }

    private void expectEcho(String path, String encoding, String key, Decoder decoder) throws IOException {
        RawResponse response = RawHttpClient.fetch(root.getPort(), path, "X-Sail: lateen");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Encoding")).contains(encoding);
        assertThat(response.header("Content-Type")).contains("application/json");
        assertThat(response.header("Content-Length")).contains(Integer.toString(response.body().length));
        assertThat(response.header("x-httpbin-version")).contains("v1");
        try (InputStream decoded = decoder.of(new ByteArrayInputStream(response.body()))) {
            String headers = "{\n    \"Host\": \"127.0.0.1:" + root.getPort() + "\",\n    \"X-Sail\": \"lateen\"\n  }";
            String[] lines = {
                "\"" + key + "\": true", "\"headers\": " + headers, "\"method\": \"GET\"", "\"origin\": \"127.0.0.1\""
            };
            assertThat(new String(decoded.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("{\n  " + String.join(",\n  ", lines) + "\n}\n");
        }
    }
}

package dev.lateen.httpbin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestBodyTest {

    @Test
    void keepsABodyOfAnyTypeAsDataAndAsJsonWhenItIsJson() {
        RequestBody body = RequestBody.of(latin("[1]"), "text/plain");

        assertThat(body).isEqualTo(new RequestBody("[1]", Map.of(), Map.of(), List.of(1)));
    }

    @Test
    void takesAFormApartAndLeavesDataEmpty() {
        RequestBody body = RequestBody.of(latin("a=1&b=x%20y&a=2"), "application/x-www-form-urlencoded; charset=utf-8");

        assertThat(body.form()).isEqualTo(Map.of("a", List.of("1", "2"), "b", "x y"));
        assertThat(body.data()).isEmpty();
        assertThat(body.json()).isNull();
    }

    @Test
    void showsBytesThatAreNoTextAsADataUrl() {
        assertThat(RequestBody.of(new byte[] {(byte) 0xff, 0}, null).data())
                .isEqualTo("data:application/octet-stream;base64,/wA=");
    }

    @Test
    void treatsNoBodyAsAnEmptyOne() {
        assertThat(RequestBody.of(null, null)).isEqualTo(new RequestBody("", Map.of(), Map.of(), null));
    }

    @Test
    void separatesFieldsFromFiles() {
        // Given
        String multipart = "ignored preamble\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n"
                + "Content-Type: image/png\r\n\r\n\u00ff\r\n--b--\r\n";

        // When
        RequestBody body = RequestBody.of(latin(multipart), "Multipart/Form-Data; boundary=\"b\"");

        // Then
        assertThat(body.form()).isEqualTo(Map.of("a", "1"));
        assertThat(body.files()).isEqualTo(Map.of("f", "data:image/png;base64,/w=="));
        assertThat(body.data()).isEmpty();
    }

    @Test
    void namesWhatAMultipartBodyLacks() {
        assertThatThrownBy(() -> RequestBody.of(latin(""), "multipart/form-data"))
                .hasMessage("Content-Type: \"multipart/form-data\" (expected: a boundary parameter)");
        assertThatThrownBy(() -> RequestBody.of(latin("--b\r\n"), "multipart/form-data; boundary=b"))
                .hasMessageContaining("a closing boundary --b--");
        assertThatThrownBy(() -> RequestBody.of(latin("--b\r\nx\r\n--b--"), "multipart/form-data; boundary=b"))
                .hasMessageContaining("an empty line after the headers");
        assertThatThrownBy(
                        () -> RequestBody.of(latin("--b\r\nX: 1\r\n\r\nx\r\n--b--"), "multipart/form-data; boundary=b"))
                .hasMessageContaining("a name parameter");
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

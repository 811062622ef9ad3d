package dev.lateen.httpbin;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request body as httpbin takes it apart: `data` as text, form fields, files, and the body as JSON.
///
/// A form leaves `data` empty; anything else leaves `form` and `files` empty. Bytes that are not UTF-8
/// become a `data:` URL.
record RequestBody(
        String data,
        Map<String, Object> files,
        Map<String, Object> form,
        @Nullable Object json) {

    private static final int MOST_FIELDS = 1024;

    static RequestBody of(byte @Nullable [] body, @Nullable String contentType) {
        byte[] bytes = body == null ? new byte[0] : body;
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("application/x-www-form-urlencoded")) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            var fields = new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MOST_FIELDS).parameters();
            return new RequestBody("", Map.of(), flatten(fields), null);
        }
        if (contentType != null && type.startsWith("multipart/form-data")) {
            MultipartForm parts = MultipartForm.parse(bytes, contentType);
            return new RequestBody("", flatten(parts.files()), flatten(parts.fields()), null);
        }
        return new RequestBody(
                text(bytes, "application/octet-stream"),
                Map.of(),
                Map.of(),
                JsonReader.read(bytes).orElse(null));
    }

    /// One value stands for itself, several stand as a list; keys sorted.
    static Map<String, Object> flatten(Map<String, List<String>> values) {
        Map<String, Object> flat = new TreeMap<>();
        values.forEach((name, all) -> flat.put(name, all.size() == 1 ? all.getFirst() : all));
        return flat;
    }

    static String text(byte[] bytes, String type) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
        }
    }
}

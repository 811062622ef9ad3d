package dev.lateen.pilot.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lateen.pilot.api.ProtobufMessages.Field;
import dev.lateen.pilot.api.ProtobufMessages.Shape;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Kubernetes' protobuf encoding as JSON. kubectl has its generators (`create namespace`, …) and `auth can-i` send
/// nothing else, whatever the server answers; everything else it sends, and all that it is answered, is JSON.
///
/// A field with a value that is not in [ProtobufMessages] is refused by its number, never lost.
final class ProtobufBody {

    static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufBody() {}

    /// @throws ApiError when it is something else, or has what is not known here
    static String json(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ApiError(ApiStatus.badRequest(
                    "the body does not begin with k8s\\0 (expected: as " + MEDIA_TYPE + " begins)"));
        }
        try {
            return object(ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length))
                    .toString();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new ApiError(ApiStatus.badRequest("the body is cut short or no protobuf"));
        }
    }

    private static ObjectNode object(ByteBuffer envelope) {
        ObjectNode unknown = message("Unknown", envelope);
        String kind = unknown.at("/typeMeta/kind").asText();
        if (!ProtobufMessages.has(kind)) {
            throw unsupported("kind: " + kind);
        }
        ObjectNode object = unknown.path("typeMeta") instanceof ObjectNode meta ? meta : unknown.objectNode();
        byte[] raw = unknown.path("raw") instanceof BinaryNode bytes ? bytes.binaryValue() : new byte[0];
        return object.setAll(message(kind, ByteBuffer.wrap(raw)));
    }

    private static ObjectNode message(String type, ByteBuffer in) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        while (in.hasRemaining()) {
            long tag = varint(in);
            int number = (int) (tag >>> 3);
            Field field = ProtobufMessages.field(type, number);
            switch ((int) (tag & 7)) {
                case 0 -> number(type, number, field, varint(in), message);
                case 2 -> bytes(type, number, field, slice(in), message);
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            }
        }
        return message;
    }

    private static void number(String type, int number, @Nullable Field field, long value, ObjectNode message) {
        if (field == null && value != 0) {
            throw unsupported("field %d of %s".formatted(number, type));
        }
        if (field != null && (value != 0 || field.shape() == Shape.PRESENT_WHEN_ZERO)) {
            message.set(
                    field.name(),
                    field.type().equals("bool") ? BooleanNode.valueOf(value != 0) : LongNode.valueOf(value));
        }
    }

    private static void bytes(String type, int number, @Nullable Field field, ByteBuffer value, ObjectNode message) {
        if (field == null) {
            if (value.hasRemaining()) {
                throw unsupported("field %d of %s".formatted(number, type));
            }
            return;
        }
        switch (field.shape()) {
            case LIST -> message.withArray(field.name()).add(value(field.type(), value));
            case MAP -> entry(field.type(), value, message.withObject(field.name()));
            case SINGLE, PRESENT_WHEN_ZERO -> {
                JsonNode single = value(field.type(), value);
                if (!single.isEmpty() || single.isNumber() || !single.asText().isEmpty()) {
                    message.set(field.name(), single);
                }
            }
            case IGNORED -> {}
        }
    }

    /// A map is a list of messages with a key and a value.
    private static void entry(String type, ByteBuffer in, ObjectNode map) {
        String key = "";
        JsonNode value = value(type, ByteBuffer.allocate(0));
        while (in.hasRemaining()) {
            long tag = varint(in);
            ByteBuffer part = slice(in);
            if (tag >>> 3 == 1) {
                key = text(part);
            } else {
                value = value(type, part);
            }
        }
        map.set(key, value);
    }

    private static JsonNode value(String type, ByteBuffer in) {
        return switch (type) {
            case "string" -> TextNode.valueOf(text(in));
            case "bytes" -> BinaryNode.valueOf(bytes(in));
            case "IntOrString" -> intOrString(in);
            default -> message(type, in);
        };
    }

    private static JsonNode intOrString(ByteBuffer in) {
        long kind = 0;
        JsonNode number = LongNode.valueOf(0);
        JsonNode text = TextNode.valueOf("");
        while (in.hasRemaining()) {
            switch ((int) varint(in)) {
                case 1 << 3 -> kind = varint(in);
                case 2 << 3 -> number = LongNode.valueOf(varint(in));
                case 3 << 3 | 2 -> text = TextNode.valueOf(text(slice(in)));
                default -> throw new IllegalArgumentException("IntOrString");
            }
        }
        return kind == 0 ? number : text;
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static String text(ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(in).toString();
    }

    private static ByteBuffer slice(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer slice = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint");
    }

    private static ApiError unsupported(String what) {
        return new ApiError(ApiStatus.of(
                415,
                "UnsupportedMediaType",
                "%s is not read from %s (expected: application/json; with kubectl: --dry-run=client -o yaml | kubectl"
                                .formatted(what, MEDIA_TYPE)
                        + " apply -f -)"));
    }
}

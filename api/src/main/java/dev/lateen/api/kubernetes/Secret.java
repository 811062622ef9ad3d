package dev.lateen.api.kubernetes;

import dev.lateen.api.OrderedMaps;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A Kubernetes Secret. Its values never show: see [Confidential].
///
/// @param data values in base64
/// @param stringData values as they are; one of a name that `data` has too wins
/// @param type `kubernetes.io/tls` for instance; null is `Opaque`
public record Secret(
        Map<String, Confidential> data,
        Map<String, Confidential> stringData,
        @Nullable String type,
        @Nullable Boolean immutable) {

    /// The type of a Secret with a certificate and its key.
    public static final String TLS = "kubernetes.io/tls";

    public Secret {
        data = OrderedMaps.copyOf(data);
        stringData = OrderedMaps.copyOf(stringData);
    }

    /// The bytes of one entry, decoded. A new array each time, so that its user can wipe it.
    public Optional<byte[]> bytes(String key) {
        Confidential text = stringData.get(key);
        if (text != null) {
            return Optional.of(text.value().getBytes(StandardCharsets.UTF_8));
        }
        return Optional.ofNullable(data.get(key)).map(encoded -> decode(encoded.value()));
    }

    /// Base64 in lines too, as some tools write it and Kubernetes takes it.
    ///
    /// @throws IllegalArgumentException when it is no base64; validation has refused such a Secret
    public static byte[] decode(String base64) {
        String joined = base64.replace("\n", "").replace("\r", "");
        if (joined.length() % 4 != 0) {
            throw new IllegalArgumentException("not base64");
        }
        return Base64.getDecoder().decode(joined);
    }
}

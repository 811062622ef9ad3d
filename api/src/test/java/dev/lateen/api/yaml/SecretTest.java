package dev.lateen.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.kubernetes.Secret;
import dev.lateen.api.meta.Resource;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Secrets are read whole, and their values show nowhere.
class SecretTest {

    private static final String HEAD = "apiVersion: v1\nkind: Secret\nmetadata: {name: bookinfo, namespace: edge}\n";
    private static final String TLS = HEAD + """
            type: kubernetes.io/tls
            data:
              tls.crt: aHVudGVyMg==
              tls.key: |
                aHVu
                dGVyMg==
            stringData: {ca.crt: hunter2}
            """;

    private static ReadResult read(String yaml) {
        return ResourceReader.read("x.yaml", yaml, "default");
    }

    private static String text(Secret secret, String key) {
        return new String(secret.bytes(key).orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void readsDataAndStringData() {
        ReadResult result = read(TLS);
        assertThat(result.violations()).isEmpty();
        Secret secret = (Secret) result.resources().getFirst().spec();
        assertThat(secret.type()).isEqualTo(Secret.TLS);
        assertThat(text(secret, "tls.crt")).isEqualTo("hunter2");
        assertThat(text(secret, "tls.key")).isEqualTo("hunter2");
        assertThat(text(secret, "ca.crt")).isEqualTo("hunter2");
        assertThat(secret.bytes("none")).isEmpty();
    }

    @Test
    void stringDataWins() {
        Secret secret = (Secret) read(HEAD + "data: {a: aHVudGVyMg==}\nstringData: {a: other}\n")
                .resources()
                .getFirst()
                .spec();
        assertThat(text(secret, "a")).isEqualTo("other");
    }

    @Test
    void valuesDoNotShowInTexts() {
        Resource<?> resource = read(TLS).resources().getFirst();
        assertThat(resource.toString() + resource.spec())
                .contains("edge/bookinfo", "tls.key=(hidden)")
                .doesNotContain("hunter2", "aHVu");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {a: hunter2}",
                "data: {a: 31337}",
                "data: hunter2",
                "data: {a: [hunter2]}",
                "data: {a: 31337.5}",
                "data: {a: hunter2 hunter2 hunter2 }",
                "stringData: {a: 31337}",
                "stringData: {a: {b: hunter2}}",
                "stringData: 31337",
                "data: {'a/b': aHVudGVyMg==}",
                "type: kubernetes.io/tls\ndata: {tls.crt: aHVudGVyMg==}",
            })
    void valuesDoNotShowInMessages(String rest) {
        ReadResult result = read(HEAD + rest + "\n");
        assertThat(result.errors()).isNotEmpty();
        assertThat(result.violations().toString()).doesNotContain("hunter2", "31337", "aHVu");
    }

    @Test
    void fieldsOfOthersAreCarried() {
        ReadResult result = read(HEAD + "data: {a: aGk=}\nfuture: {x: 1}\n");
        assertThat(result.violations()).isEmpty();
        assertThat(result.resources().getFirst().document().at("/future/x").asInt())
                .isEqualTo(1);
    }
}

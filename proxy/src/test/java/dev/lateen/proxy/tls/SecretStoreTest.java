package dev.lateen.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lateen.snapshot.push.Secret;
import dev.lateen.snapshot.secret.Identity;
import dev.lateen.snapshot.secret.InvalidSecret;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import dev.lateen.testkit.tls.Certificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretStoreTest {

    private static final String NAME = "kubernetes://istio-system/web";
    private static final Authority AUTHORITY = Authority.create("test");

    private final SecretStore store = new SecretStore();

    private static Secret of(Certificate certificate) {
        return new Secret(NAME, certificate.pem(), certificate.keyPem(), null, null);
    }

    private static Span lasting(long days) {
        return Span.lasting(Duration.ofDays(days));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void keysAreReadInEveryFormThatOpensslWrites(String algorithm) throws Exception {
        var certificate = AUTHORITY.certificate(algorithm, lasting(1), "a.com");
        for (var key : new String[] {certificate.keyPem(), certificate.oldKeyPem()}) {
            var identity = Identity.of(certificate.pem(), key);

            assertThat(identity.certificate()).isEqualTo(certificate.certificate());
            assertThat(identity.toString()).doesNotContain("PRIVATE");
        }
    }

    @Test
    void whatIsBrokenMismatchedOrOverIsRefusedAndTheLastGoodOneStays() throws Exception {
        // Given
        var good = AUTHORITY.certificate("a.com");
        var other = AUTHORITY.certificate("b.com");
        assertThat(store.put(of(good))).isTrue();

        // When, then
        refuses(
                new Secret(NAME, other.pem(), good.keyPem(), null, null),
                "the key is not that of the first certificate");
        refuses(new Secret(NAME, "-----BEGIN CERTIFICATE-----\nAAAA", good.keyPem(), null, null), "PEM without an end");
        refuses(new Secret(NAME, good.pem(), "nothing", null, null), "no key (expected: PEM with BEGIN PRIVATE KEY)");
        refuses(of(AUTHORITY.certificate("EC", Span.over(), "a.com")), "the certificate ended at");
        assertThat(store.identity(NAME).certificate()).isEqualTo(good.certificate());

        // When
        assertThat(store.put(of(other))).isTrue();

        // Then
        assertThat(store.identity(NAME).certificate()).isEqualTo(other.certificate());
        assertThat(store.problem(NAME)).isNull();
    }

    private void refuses(Secret secret, String reason) {
        assertThat(store.put(secret)).isFalse();
        assertThat(store.problem(NAME)).contains(reason);
    }

    @Test
    void aSecretThatNeverWasGoodSaysWhy() {
        store.put(new Secret(NAME, "x", "y", null, null));

        assertThatThrownBy(() -> store.identity(NAME))
                .isInstanceOf(InvalidSecret.class)
                .hasMessageContaining(NAME)
                .hasMessageContaining("no certificate");
        assertThatThrownBy(() -> store.identity("kubernetes://a/b")).hasMessageContaining("is not there");
    }

    @Test
    void filesAreReadAgainWhenTheyChange(@TempDir Path folder) throws Exception {
        // Given
        var first = AUTHORITY.certificate("a.com");
        var second = AUTHORITY.certificate("a.com");
        var certificate = first.writePem(folder.resolve("tls.crt"));
        var key = first.writeKey(folder.resolve("tls.key"));
        var name = "file-cert:" + certificate + "~" + key;

        // When, then
        assertThat(store.readFiles(Set.of(name))).containsExactly(name);
        assertThat(store.readFiles(Set.of(name))).isEmpty();
        second.writePem(certificate); // the key is still the old one: not yet
        assertThat(store.readFiles(Set.of(name))).isEmpty();
        assertThat(store.identity(name).certificate()).isEqualTo(first.certificate());
        second.writeKey(key);
        assertThat(store.readFiles(Set.of(name))).containsExactly(name);
        assertThat(store.identity(name).certificate()).isEqualTo(second.certificate());
        Files.delete(key);
        assertThat(store.readFiles(Set.of(name))).isEmpty();
        assertThat(store.identity(name).certificate()).isEqualTo(second.certificate());
    }

    @Test
    void statusShowsWhatIsPublicAndWhoEndsSoon() {
        // Given
        var certificate = AUTHORITY.certificate("EC", lasting(29), "a.com");
        store.put(of(certificate));
        store.put(new Secret("kubernetes://istio-system/web-cacert", null, null, AUTHORITY.pem(), null));

        // When
        var statuses = store.statuses();

        // Then
        assertThat(statuses).extracting(SecretStatus::type).containsExactly("Cert Chain", "CA");
        assertThat(statuses.getFirst().serial())
                .isEqualTo(certificate.certificate().getSerialNumber().toString(16));
        assertThat(statuses)
                .extracting(status -> status.endsSoon(Instant.now()))
                .containsExactly(true, false);
    }

    @Test
    void suitesByOpensslsNamesAreThoseOfTheJdk() {
        assertThat(CipherNames.of(List.of("[ECDHE-RSA-AES128-GCM-SHA256|ECDHE-RSA-CHACHA20-POLY1305]", "no")))
                .endsWith("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    }
}

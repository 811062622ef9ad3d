package dev.lateen.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.validation.Violation;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Authority.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificateAppraisalTest {

    private static final Instant NOW = Instant.now();
    private static final Authority AUTHORITY = Authority.create("test");
    private static final String OTHER_KEY = AUTHORITY.certificate("b.com").keyPem();

    private static CertificateAppraisal secret(Map<String, String> entries) {
        var yaml = new StringBuilder(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: web, namespace: default}\nstringData:\n");
        entries.forEach((key, text) -> yaml.append("  ")
                .append(key)
                .append(": |\n    ")
                .append(text.strip().replace("\n", "\n    "))
                .append('\n'));
        return CertificateAppraisal.of(Meshes.resources(yaml.toString()).getFirst());
    }

    private static CertificateAppraisal lasting(Duration duration) {
        var certificate = AUTHORITY.certificate("EC", Span.lasting(duration), "a.com");
        return secret(Map.of("tls.crt", certificate.pem(), "tls.key", certificate.keyPem()));
    }

    private static List<String> found(CertificateAppraisal appraisal) {
        return appraisal.findings(NOW).stream().map(Violation::toString).toList();
    }

    @Test
    void aPairThatFitsAndLastsIsNothingToTalkAbout() {
        assertThat(found(lasting(Duration.ofDays(365)))).isEmpty();
    }

    @Test
    void theEndIsToldThirtyDaysAheadAndWhenItIsOver() {
        var certificate = AUTHORITY.certificate("EC", Span.over(), "a.com");
        var over = secret(Map.of("cert", certificate.pem(), "key", certificate.keyPem()));

        assertThat(found(lasting(Duration.ofDays(29))))
                .singleElement()
                .asString()
                .contains("stringData.tls.crt: the certificate ends at", "(expected: a new one in time)");
        assertThat(found(over))
                .singleElement()
                .asString()
                .contains("stringData.cert: the certificate ended at", "(IST0161)");
    }

    @Test
    void whatProxiesWouldRefuseIsToldWithItsPlace() {
        var pem = AUTHORITY.certificate("a.com").pem();

        var mismatch = found(secret(Map.of("tls.crt", pem, "tls.key", OTHER_KEY)));
        assertThat(mismatch)
                .singleElement()
                .asString()
                .contains("stringData.tls.key: the key is not that of the first certificate", "CN=a.com");
        assertThat(found(secret(Map.of("tls.crt", pem, "tls.key", "x"))))
                .singleElement()
                .asString()
                .contains("stringData.tls.key: no key");
        assertThat(found(secret(Map.of("tls.crt", "x", "tls.key", OTHER_KEY))))
                .singleElement()
                .asString()
                .contains("stringData.tls.crt: no certificate");
        assertThat(found(secret(Map.of("ca.crt", AUTHORITY.pem(), "ca.crl", "x"))))
                .singleElement()
                .asString()
                .contains("stringData.ca.crl: no revocation list");
    }

    @Test
    void noFindingHoldsAPieceOfAKey() {
        var body = OTHER_KEY.lines().skip(1).findFirst().orElseThrow();
        var broken = secret(
                Map.of("tls.crt", AUTHORITY.certificate("a.com").pem(), "tls.key", OTHER_KEY.replace("END", "")));

        assertThat(found(broken)).hasSize(1);
        assertThat(broken.toString() + found(broken)).doesNotContain(body);
    }
}

package dev.lateen.pilot.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lateen.api.meta.Kind;
import dev.lateen.api.meta.Resource;
import dev.lateen.api.meta.ResourceKey;
import dev.lateen.api.yaml.ResourceReader;
import dev.lateen.compiler.CertificateAppraisal;
import dev.lateen.pilot.status.Condition.Reason;
import dev.lateen.pilot.status.Condition.Type;
import dev.lateen.testkit.tls.Authority;
import dev.lateen.testkit.tls.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CertificateEvidenceTest {

    private static final Certificate CERTIFICATE = Authority.create("test").certificate("a.com");
    private static final Instant END = CERTIFICATE.certificate().getNotAfter().toInstant();
    private static final ResourceKey SECRET = new ResourceKey(Kind.SECRET, "istio-system", "web");

    private static CertificateAppraisal appraise(String key) {
        Resource<?> secret = ResourceReader.read(
                        "web.yaml", """
                        apiVersion: v1
                        kind: Secret
                        metadata: {name: web, namespace: istio-system}
                        data: {tls.crt: %s, tls.key: %s}
                        """.formatted(base64(CERTIFICATE.pem()), base64(key)), "default")
                .resources()
                .getFirst();
        return CertificateAppraisal.of(secret);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Condition judge(CertificateAppraisal appraisal, Instant now) {
        return new CertificateEvidence(null, "", appraisal).judge(now).orElseThrow();
    }

    @Test
    void timeAloneChangesTheCondition() {
        CertificateAppraisal good = appraise(CERTIFICATE.keyPem());

        assertThat(judge(good, END.minus(Duration.ofDays(300))).reason()).isEqualTo(Reason.VALID);
        assertThat(judge(good, END.minus(Duration.ofDays(29))))
                .isEqualTo(new Condition(Reason.ENDS_SOON, "the certificate ends at " + END));
        assertThat(judge(good, END.plusSeconds(1)).reason()).isEqualTo(Reason.EXPIRED);
        assertThat(judge(good, Instant.EPOCH).reason()).isEqualTo(Reason.NOT_YET_VALID);
    }

    @Test
    void aKeyThatDoesNotFitIsBrokenAndSaysWhere() {
        Condition broken =
                judge(appraise(Authority.create("x").certificate("b.com").keyPem()), Instant.now());

        assertThat(broken.reason()).isEqualTo(Reason.BROKEN);
        assertThat(broken.message()).startsWith("data.tls.key: the key is not that of the first certificate");
    }

    @Test
    void theWorstOfTheCertificatesThatAGatewayUsesIsItsCondition() {
        CertificateEvidence ending = new CertificateEvidence(SECRET, "", appraise(CERTIFICATE.keyPem()));
        CertificateEvidence missing = new CertificateEvidence(SECRET, "not there", null);
        Instant soon = END.minus(Duration.ofDays(1));

        assertThat(status(soon, null, ending)
                        .find(Type.CERTIFICATE_VALID)
                        .orElseThrow()
                        .condition()
                        .message())
                .startsWith("Secret istio-system/web: the certificate ends at");
        ResourceStatus worse = status(soon, null, ending, missing);
        assertThat(worse.json().at("/conditions/1/reason").asText()).isEqualTo("Missing");
        assertThat(worse.json().at("/conditions/1/status").asText()).isEqualTo("False");
        assertThat(status(soon, worse).find(Type.CERTIFICATE_VALID)).isEmpty();
    }

    @Test
    void theTransitionIsThatOfItsOwnCondition() {
        CertificateEvidence own = new CertificateEvidence(null, "", appraise(CERTIFICATE.keyPem()));
        Instant before = END.minus(Duration.ofDays(300));
        ResourceStatus valid = status(before, null, own);
        ResourceStatus ending = status(END.minusSeconds(60), valid, own);
        ResourceStatus over = status(END.plusSeconds(60), ending, own);

        assertThat(since(ending)).isEqualTo(since(valid)); // still valid
        assertThat(since(over)).isEqualTo(END.plusSeconds(60));
        assertThat(over.conditions().getFirst().since())
                .isEqualTo(valid.conditions().getFirst().since());
    }

    private static Instant since(ResourceStatus status) {
        return status.find(Type.CERTIFICATE_VALID).orElseThrow().since();
    }

    private static ResourceStatus status(
            Instant now, @Nullable ResourceStatus last, CertificateEvidence... certificates) {
        Evidence evidence = new Evidence(
                5, 1, List.of(), List.of(), List.of(new ProxyProgress("a", 5, null)), List.of(certificates), null);
        return ResourceStatus.of(evidence, last, now);
    }
}
